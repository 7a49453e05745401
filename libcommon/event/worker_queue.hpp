// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "libcommon/base/lifetime.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/worker_pool.hpp"

namespace dovetail::event {

// The engine of a WorkerPool: lanes of jobs by key, served in turn, and the threads that serve them.
// Functions are for the loop's thread, but for serve().
class WorkerQueue {
 public:
  using Answer = base::UniqueFunction<void()>;
  using Job = base::UniqueFunction<Answer()>;

  WorkerQueue(Loop& loop, WorkerPoolOptions options);
  ~WorkerQueue() { drain(); }
  WorkerQueue(const WorkerQueue&) = delete;
  WorkerQueue& operator=(const WorkerQueue&) = delete;

  bool
  has_room();  // the next enqueue() will take its job: workers only take away, and the loop is one thread
  bool enqueue(std::string_view key, Job job);
  void post(base::UniqueFunction<void()> call);  // to the loop, while this queue lives
  void drain();
  void set_thread_hooks(void (*begin)(), void (*end)());
  std::size_t in_work() const { return in_work_; }
  std::size_t waiting() const;
  bool niceness_refused() const { return niceness_refused_; }

 private:
  void start_threads();
  void serve();
  void prepare_thread();
  bool take(Job& job);

  Loop& loop_;
  const WorkerPoolOptions options_;
  void (*begin_)() = nullptr;
  void (*end_)() = nullptr;
  std::size_t in_work_ = 0;
  std::atomic<bool> niceness_refused_{false};
  base::Lifetime lifetime_;  // answers that arrive after us are dropped
  std::vector<std::thread> threads_;

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable wake_up_;
  std::map<std::string, std::deque<Job>, std::less<>> lanes_;  // no empty one
  std::string last_served_;
  std::size_t waiting_ = 0;
  bool draining_ = false;
};

}  // namespace dovetail::event
