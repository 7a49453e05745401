// SPDX-License-Identifier: MIT
#include "libcommon/authclient/user_connection.hpp"

#include <algorithm>
#include <utility>

namespace dovetail::authclient {

namespace {

constexpr int kFailuresToBear = 2;
constexpr auto kListTime = std::chrono::seconds(150);  // as Dovecot's own clients wait for a master reply

}  // namespace

UserConnection::UserConnection(event::Loop& loop, base::Log& log, UserLookupsOptions options)
    : loop_(loop),
      options_(std::move(options)),
      link_(loop, log, options_.socket, *this),
      timer_(loop, [this] { expire(); }),
      delivery_(loop, [this] { deliver(); }) {}

void UserConnection::add(PendingLookup lookup) {
  const Number number = ++last_number_;
  const bool full = lookups_.size() >= options_.queue_limit;
  const bool list = lookup.kind == PendingLookup::Kind::list;
  lookup.deadline = loop_.turn_time() + (list ? kListTime : options_.time_limit);
  PendingLookup& kept = lookups_.emplace(number, std::move(lookup)).first->second;
  if (full) {
    return finish(number, kept.failed(base::temporary("too many user lookups in flight")));
  }
  if (list) {
    waiting_lists_.push_back(number);
  }
  watch_time();
  if (!link_.up()) {
    link_.want();
  } else if (list) {
    ask_next_list();
  } else {
    ask(number, kept);
  }
}

void UserConnection::ask(Number number, PendingLookup& lookup) {
  const bool user = lookup.kind == PendingLookup::Kind::user;
  const auto id = session_.request(user ? UserSession::Ask::user : UserSession::Ask::credentials,
                                   lookup.subject, lookup.context);
  asked_.emplace(id, number);
  link_.send(session_.take_output());
  take_answers();  // a name that no server takes is answered at once
}

void UserConnection::ask_next_list() {
  if (list_running_ || waiting_lists_.empty()) {
    return;
  }
  const Number number = waiting_lists_.front();
  waiting_lists_.pop_front();
  const auto found = lookups_.find(number);
  if (found == lookups_.end()) {
    return ask_next_list();
  }
  list_running_ = true;
  asked_.emplace(session_.list(found->second.subject, found->second.context), number);
  link_.send(session_.take_output());
}

void UserConnection::link_up() {
  session_ = UserSession();
  asked_.clear();
  list_running_ = false;
  waiting_lists_.clear();
  link_.send(session_.take_output());
  std::vector<Number> numbers;
  for (const auto& [number, lookup] : lookups_) {
    numbers.push_back(number);
  }
  for (const Number number : numbers) {
    PendingLookup& lookup = lookups_.at(number);
    if (lookup.kind == PendingLookup::Kind::list) {
      waiting_lists_.push_back(number);
    } else {
      ask(number, lookup);
    }
  }
  ask_next_list();
}

void UserConnection::link_received(std::string_view bytes) {
  session_.receive(bytes);
  take_answers();
  if (session_.broken()) {
    return link_.drop(*session_.broken());
  }
  ask_next_list();
}

void UserConnection::take_answers() {
  while (auto event = session_.next()) {
    link_.works();
    const bool list = std::holds_alternative<UserSession::ListAnswer>(*event);
    const std::uint32_t id =
        list ? std::get<UserSession::ListAnswer>(*event).id : std::get<UserSession::Answer>(*event).id;
    list_running_ = list_running_ && !list;
    const auto asked = asked_.extract(id);
    if (!asked) {
      continue;
    }
    if (list) {
      finish(asked.mapped(), std::move(std::get<UserSession::ListAnswer>(*event).users));
    } else {
      finish(asked.mapped(), std::move(std::get<UserSession::Answer>(*event).outcome));
    }
  }
}

void UserConnection::link_down(const std::string& why) {
  asked_.clear();
  list_running_ = false;
  std::vector<Number> lost;
  for (auto& [number, lookup] : lookups_) {
    if (++lookup.failures >= kFailuresToBear) {
      lost.push_back(number);
    }
  }
  for (const Number number : lost) {
    finish(number, lookups_.at(number).failed(base::temporary("auth server: " + why)));
  }
  if (!lookups_.empty()) {
    link_.want();
  }
}

void UserConnection::finish(Number number, PendingLookup::Outcome outcome) {
  auto node = lookups_.extract(number);
  if (node) {
    finished_.push_back({std::move(node.mapped()), std::move(outcome)});
    delivery_.schedule();
  }
}

void UserConnection::expire() {
  const auto now = loop_.turn_time();
  std::vector<Number> late;
  for (const auto& [number, lookup] : lookups_) {
    if (lookup.deadline <= now) {
      late.push_back(number);
    }
  }
  for (const Number number : late) {
    finish(number, lookups_.at(number).failed(base::temporary("the auth server did not answer in time")));
  }
  watch_time();
}

// A late answer finds no lookup; its id stays known until then and does no harm.
void UserConnection::watch_time() {
  if (lookups_.empty()) {
    return timer_.cancel();
  }
  if (timer_.pending()) {
    return;
  }
  auto first = lookups_.begin()->second.deadline;
  for (const auto& [number, lookup] : lookups_) {
    first = std::min(first, lookup.deadline);
  }
  timer_.schedule(std::chrono::ceil<std::chrono::milliseconds>(first - loop_.turn_time()));
}

// The one place that calls out: whoever is called may add lookups, or destroy us.
void UserConnection::deliver() {
  const auto alive = lifetime_.watch();
  for (Finished& one : std::exchange(finished_, {})) {
    one.lookup.answer(std::move(one.outcome));
    if (!alive.alive()) {
      return;
    }
  }
}

}  // namespace dovetail::authclient
