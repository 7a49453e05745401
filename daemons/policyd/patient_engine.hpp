// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "daemons/policyd/engine.hpp"
#include "libcommon/base/unique_function.hpp"

namespace dovetail::policyd {

// An engine behind one worker thread, for a program without an event loop: who asks waits for a limited time only. To
// be used from one thread.
class PatientEngine {
 public:
  explicit PatientEngine(Engine& engine);  // must outlive it
  ~PatientEngine();                        // waits for the work in hand: not while it hangs()
  PatientEngine(const PatientEngine&) = delete;
  PatientEngine& operator=(const PatientEngine&) = delete;

  // Nothing: no decision within the limit. The late one is stored, and told to nobody; until it is there nobody else
  // waits.
  std::optional<Engine::Decided> decide(const std::shared_ptr<const policy::greylist::Rulebook>& rules,
                                        policy::Request request, base::WallTime now,
                                        std::chrono::milliseconds limit);
  // Begins work that nobody waits for; a question asked meanwhile does. False: it has something to do already.
  bool begin(base::UniqueFunction<void(Engine&)> work);
  bool hangs() const;  // busy with what somebody gave up waiting for

 private:
  enum class State { idle, busy, overdue, ending };
  bool begin_locked(base::UniqueFunction<void(Engine&)> work);
  void serve();

  Engine& engine_;
  mutable std::mutex mutex_;  // guards the next four
  std::condition_variable changed_;
  State state_ = State::idle;
  base::UniqueFunction<void(Engine&)> work_;
  std::optional<Engine::Decided> decided_;
  std::thread thread_;
};

}  // namespace dovetail::policyd
