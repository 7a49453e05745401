// SPDX-License-Identifier: MIT
#include "libcommon/event/worker_pool.hpp"

#include <utility>

#include "libcommon/event/worker_queue.hpp"

namespace dovetail::event {

WorkerPool::WorkerPool(Loop& loop, WorkerPoolOptions options)
    : queue_(std::make_unique<WorkerQueue>(loop, std::move(options))) {}

WorkerPool::~WorkerPool() = default;

base::Error WorkerPool::no_room() {
  return base::temporary("too many jobs are waiting");
}

bool WorkerPool::has_room() {
  return queue_->has_room();
}

void WorkerPool::post(base::UniqueFunction<void()> call) {
  queue_->post(std::move(call));
}

bool WorkerPool::enqueue(std::string_view key, Job job) {
  return queue_->enqueue(key, std::move(job));
}

void WorkerPool::set_thread_hooks(void (*begin)(), void (*end)()) {
  queue_->set_thread_hooks(begin, end);
}

std::size_t WorkerPool::in_work() const {
  return queue_->in_work();
}

std::size_t WorkerPool::waiting() const {
  return queue_->waiting();
}

bool WorkerPool::niceness_refused() const {
  return queue_->niceness_refused();
}

void WorkerPool::drain() {
  queue_->drain();
}

base::Error WorkerPool::as_error(const char* what) {
  return base::temporary(std::string("exception in a worker: ") + what);
}

}  // namespace dovetail::event
