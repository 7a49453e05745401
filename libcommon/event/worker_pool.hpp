// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "libcommon/base/lifetime.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/base/unique_function.hpp"

namespace dovetail::event {

class Loop;
class WorkerQueue;

struct WorkerPoolOptions {
  std::string name;  // of the threads and in logs: "sql", at most 15 bytes are seen
  std::size_t threads = 1;
  std::size_t queue_limit = 256;  // waiting jobs, not counting running ones
  int niceness = 0;               // added to the threads' own; refusal by the system is ignored
};

// What became of a job: Result<T> for work that returns T or Result<T>.
template <class T>
struct OutcomeOf {
  using type = base::Result<T>;
};
template <class T, class E>
struct OutcomeOf<base::Result<T, E>> {
  using type = base::Result<T, E>;
};

// Threads for work that may block: database, disk, hashes. Used from the loop's thread alone. Jobs wait in
// one bounded queue, fair between keys (a key's jobs keep their order of start). `work` runs on a worker; its
// outcome goes to `done` on the loop, unless `watch` died meanwhile: the work itself is finished in any case.
// An exception out of `work` becomes a temporary Error (std::exception::what as detail).
class WorkerPool {
 public:
  WorkerPool(Loop& loop, WorkerPoolOptions options);
  ~WorkerPool();  // drain(), and drops the answers that the loop has not delivered yet
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False, and neither is called: the queue is full, the pool drains, or the system gives no thread. The
  // caller answers at once.
  template <class Work, class Done>
  bool submit(base::Lifetime::Watch watch, Work work, Done done) {
    return submit_for({}, std::move(watch), std::move(work), std::move(done));
  }
  // The same, with a key (remote address, table) that shall not starve other keys.
  template <class Work, class Done>
  bool submit_for(std::string_view key, base::Lifetime::Watch watch, Work work, Done done);

  // For whom a refusal is an outcome like any other: where the job is not taken, `done` gets the temporary
  // error of no_room() on one of the loop's next turns.
  template <class Work, class Done>
  void perform_for(std::string_view key, base::Lifetime::Watch watch, Work work, Done done);
  static base::Error no_room();

  // For each worker thread once before its first job and once after its last (mysql_thread_init); call before
  // the first submit.
  void set_thread_hooks(void (*begin)(), void (*end)());

  std::size_t in_work() const;  // waiting, running, and finished ones whose answer the loop has not delivered
  std::size_t waiting() const;
  bool niceness_refused() const;  // the system did not let a thread become nicer: worth one line in the log
  // Takes no new job, waits until all are done, ends the threads. Blocks. Answers come when the loop runs
  // again.
  void drain();

 private:
  // Runs on a worker; what it returns runs on the loop.
  using Job = base::UniqueFunction<base::UniqueFunction<void()>()>;
  bool enqueue(std::string_view key, Job job);
  bool has_room();
  void post(base::UniqueFunction<void()> call);
  static base::Error as_error(const char* what);

  std::unique_ptr<WorkerQueue> queue_;
};

template <class Work, class Done>
bool WorkerPool::submit_for(std::string_view key, base::Lifetime::Watch watch, Work work, Done done) {
  using Outcome = typename OutcomeOf<std::invoke_result_t<Work&>>::type;
  auto run = [](Work& what) -> Outcome {
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Work&>>) {
        what();
        return {};
      } else {
        return what();
      }
    } catch (const std::exception& problem) {
      return base::Unexpected(as_error(problem.what()));
    } catch (...) {
      return base::Unexpected(as_error("unknown exception"));
    }
  };
  return enqueue(key,
                 [run, watch = std::move(watch), work = std::move(work),
                  done = std::move(done)]() mutable -> base::UniqueFunction<void()> {
                   return [watch = std::move(watch), done = std::move(done), outcome = run(work)]() mutable {
                     if (watch.alive()) {
                       done(std::move(outcome));
                     }
                   };
                 });
}

template <class Work, class Done>
void WorkerPool::perform_for(std::string_view key, base::Lifetime::Watch watch, Work work, Done done) {
  using Outcome = typename OutcomeOf<std::invoke_result_t<Work&>>::type;
  if (has_room()) {
    submit_for(key, std::move(watch), std::move(work), std::move(done));
    return;
  }
  post([watch = std::move(watch), done = std::move(done)]() mutable {
    if (watch.alive()) {
      done(Outcome(base::Unexpected(no_room())));
    }
  });
}

}  // namespace dovetail::event
