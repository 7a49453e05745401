// SPDX-License-Identifier: MIT
#include "daemons/policyd/patient_engine.hpp"

#include <utility>

namespace dovetail::policyd {

PatientEngine::PatientEngine(Engine& engine) : engine_(engine), thread_([this] { serve(); }) {}

PatientEngine::~PatientEngine() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return state_ == State::idle; });
    state_ = State::ending;
  }
  changed_.notify_all();
  thread_.join();
}

void PatientEngine::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return work_ || state_ == State::ending; });
    if (state_ == State::ending) return;
    auto work = std::exchange(work_, {});
    lock.unlock();
    work(engine_);
    lock.lock();
    state_ = State::idle;
    changed_.notify_all();
  }
}

bool PatientEngine::begin_locked(base::UniqueFunction<void(Engine&)> work) {
  if (state_ != State::idle) return false;
  state_ = State::busy;
  work_ = std::move(work);
  changed_.notify_all();
  return true;
}

bool PatientEngine::begin(base::UniqueFunction<void(Engine&)> work) {
  const std::lock_guard lock(mutex_);
  return begin_locked(std::move(work));
}

bool PatientEngine::hangs() const {
  const std::lock_guard lock(mutex_);
  return state_ == State::overdue;
}

std::optional<Engine::Decided> PatientEngine::decide(
    const std::shared_ptr<const policy::greylist::Rulebook>& rules, policy::Request request,
    base::WallTime now, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  std::unique_lock lock(mutex_);
  if (state_ == State::overdue) return std::nullopt;
  if (!changed_.wait_until(lock, deadline, [this] { return state_ == State::idle; })) {
    state_ = State::overdue;
    return std::nullopt;
  }
  decided_.reset();
  begin_locked([this, rules, request = std::move(request), now](Engine& engine) {
    auto decided = engine.decide(rules, {&request, 1}, now);
    const std::lock_guard keep(mutex_);
    decided_ = std::move(decided);
  });
  if (!changed_.wait_until(lock, deadline, [this] { return state_ == State::idle; })) {
    state_ = State::overdue;
    return std::nullopt;
  }
  return std::exchange(decided_, std::nullopt);
}

}  // namespace dovetail::policyd
