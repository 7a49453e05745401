// SPDX-License-Identifier: MIT
#include "libcommon/event/worker_queue.hpp"

#include <cassert>
#include <csignal>
#include <system_error>
#include <utility>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include "libcommon/event/loop.hpp"

namespace dovetail::event {

WorkerQueue::WorkerQueue(Loop& loop, WorkerPoolOptions options) : loop_(loop), options_(std::move(options)) {
  assert(options_.threads > 0);
}

void WorkerQueue::set_thread_hooks(void (*begin)(), void (*end)()) {
  assert(threads_.empty());
  begin_ = begin;
  end_ = end;
}

bool WorkerQueue::has_room() {
  assert(loop_.inside());
  if (threads_.empty()) {
    start_threads();
  }
  const std::lock_guard lock(mutex_);
  return !threads_.empty() && !draining_ && waiting_ < options_.queue_limit;
}

void WorkerQueue::post(base::UniqueFunction<void()> call) {
  ++in_work_;
  loop_.post([this, alive = lifetime_.watch(), call = std::move(call)]() mutable {
    if (alive.alive()) {
      --in_work_;
      call();
    }
  });
}

bool WorkerQueue::enqueue(std::string_view key, Job job) {
  if (!has_room()) {
    return false;
  }
  {
    const std::lock_guard lock(mutex_);
    auto lane = lanes_.find(key);
    if (lane == lanes_.end()) {
      lane = lanes_.emplace(key, std::deque<Job>()).first;
    }
    lane->second.push_back(std::move(job));
    ++waiting_;
  }
  ++in_work_;
  wake_up_.notify_one();
  return true;
}

// With the first job, so that the process has dropped its privileges by then. Signals are the loop's.
void WorkerQueue::start_threads() {
  ::sigset_t all{};
  ::sigset_t before{};
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    for (std::size_t count = 0; count < options_.threads; ++count) {
      threads_.emplace_back([this] { serve(); });
    }
  } catch (const std::system_error&) {
    // TasksMax or RLIMIT_NPROC: fewer threads do the work, too; with none the job is refused, and the next
    // one tries again.
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void WorkerQueue::prepare_thread() {
  ::pthread_setname_np(::pthread_self(), options_.name.substr(0, 15).c_str());
  if (options_.niceness != 0) {
    const auto self = static_cast<id_t>(::gettid());
    if (::setpriority(PRIO_PROCESS, self, ::getpriority(PRIO_PROCESS, self) + options_.niceness) != 0) {
      niceness_refused_ = true;
    }
  }
  if (begin_ != nullptr) {
    begin_();
  }
}

void WorkerQueue::serve() {
  prepare_thread();
  for (Job job; take(job);) {
    loop_.post([this, alive = lifetime_.watch(), answer = job()]() mutable {
      if (alive.alive()) {
        --in_work_;
        answer();
      }
    });
    job = {};
  }
  if (end_ != nullptr) {
    end_();
  }
}

// The next job of the next lane in turn; false when there is none left and none will come.
bool WorkerQueue::take(Job& job) {
  std::unique_lock lock(mutex_);
  wake_up_.wait(lock, [this] { return waiting_ > 0 || draining_; });
  if (waiting_ == 0) {
    return false;
  }
  auto lane = lanes_.upper_bound(last_served_);
  if (lane == lanes_.end()) {
    lane = lanes_.begin();
  }
  job = std::move(lane->second.front());
  lane->second.pop_front();
  --waiting_;
  last_served_ = lane->first;
  if (lane->second.empty()) {
    lanes_.erase(lane);
  }
  return true;
}

void WorkerQueue::drain() {
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
  }
  wake_up_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) {
      thread.join();
    }
  }
}

std::size_t WorkerQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

}  // namespace dovetail::event
