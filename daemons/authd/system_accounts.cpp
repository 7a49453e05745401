// SPDX-License-Identifier: MIT
#include "daemons/authd/system_accounts.hpp"

#include <algorithm>

namespace dovetail::authd {

namespace {

constexpr std::size_t kThreads = 2;
constexpr std::size_t kQueue = 1024;
constexpr std::chrono::milliseconds kLook{500};

}  // namespace

SystemAccounts::SystemAccounts(event::Loop& loop, std::chrono::milliseconds patience, Read read)
    : loop_(loop),
      patience_(patience),
      read_(read),
      workers_(loop, {.name = "system", .threads = kThreads, .queue_limit = kQueue}),
      timer_(loop, [this] { give_up_late(); }) {}

void SystemAccounts::run(sasl::AskSystem question, std::string_view key, base::Lifetime::Watch watch, Done done) {
  const std::uint64_t number = ++last_number_;
  waiting_.emplace(number, Waiting{std::move(watch), std::move(done), loop_.turn_time()});
  if (!timer_.pending()) {
    timer_.schedule(std::min(kLook, patience_));
  }
  workers_.perform_for(
      key, lifetime_.watch(), [read = read_, user = std::move(question.user)] { return read(user); },
      [this, number](sasl::SystemReply reply) { deliver(number, std::move(reply)); });
}

void SystemAccounts::deliver(std::uint64_t number, std::variant<sasl::SystemReply, sasl::Broken> answer) {
  auto waiting = waiting_.extract(number);
  if (!waiting.empty() && waiting.mapped().watch.alive()) {
    waiting.mapped().done(std::move(answer));
  }
}

void SystemAccounts::give_up_late() {
  while (!waiting_.empty() && loop_.turn_time() - waiting_.begin()->second.since >= patience_) {
    deliver(waiting_.begin()->first, sasl::Broken{"the system's accounts take too long"});
  }
  if (!waiting_.empty()) {
    timer_.schedule(std::min(kLook, patience_));
  }
}

}  // namespace dovetail::authd
