// SPDX-License-Identifier: MIT
#include "policy/protocol/session.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/base/text.hpp"
#include "policy/protocol/limits.hpp"
#include "policy/protocol/reply.hpp"

namespace dovetail::policy {

void Session::receive(std::string_view bytes) {
  if (input_ != Input::open) return;
  unread_.append(bytes);
  read_requests();
  account();
}

void Session::account() {
  const std::size_t held = input_ == Input::ended ? undecided_bytes_
                                                  : unread_.size() + parser_.held() + undecided_bytes_;
  if (!part_.resize(held)) {
    stop_reading("too much unfinished input on all connections");
    part_.resize(undecided_bytes_);
  }
}

void Session::read_requests() {
  std::size_t used = 0;
  while (input_ != Input::ended && used < unread_.size() && has_room()) {
    std::size_t consumed = 0;
    const auto state = parser_.feed(std::string_view(unread_).substr(used), consumed);
    used += consumed;
    if (state == RequestParser::State::complete) accept(parser_.take());
    if (state == RequestParser::State::too_long) stop_reading("request too long");
  }
  unread_.erase(0, used);
  if (input_ == Input::draining && unread_.empty()) {
    stop_reading(peer_gone_ && !parser_.idle() ? "connection closed in the middle of a request" : "");
  }
}

void Session::accept(Request request) {
  const std::string_view type = request.get("request");
  if (options_.check_request_type && type != "smtpd_access_policy") {
    stop_reading("unrecognized request type: '" + base::printable(type, kGarbageShown) + "'");
    return;
  }
  const base::Ticket ticket{++last_ticket_};
  undecided_.push_back({ticket, request.size(), std::nullopt});
  undecided_bytes_ += request.size();
  asked_.push_back({ticket, std::move(request)});
  if (options_.close_after_reply) stop_reading("");
}

void Session::stop_reading(std::string reason) {
  if (input_ == Input::ended) return;
  input_ = Input::ended;
  close_reason_ = std::move(reason);
  unread_.clear();
}

void Session::peer_closed() {
  // What was read in full is still answered: a peer may close only its sending side.
  peer_gone_ = true;
  if (input_ == Input::open) input_ = Input::draining;
  if (input_ == Input::draining) read_requests();
}

void Session::shut_down() {
  if (input_ == Input::open) input_ = Input::draining;
  if (input_ == Input::draining) read_requests();
}

std::optional<Session::Effect> Session::next() {
  if (closed_) return std::nullopt;
  if (asked_.empty() && input_ != Input::ended && !unread_.empty()) read_requests();
  if (!asked_.empty()) {
    Effect effect = std::move(asked_.front());
    asked_.pop_front();
    return effect;
  }
  if (auto replies = finished_replies()) return base::Send{std::move(*replies)};
  if (input_ == Input::ended && undecided_.empty()) {
    closed_ = true;
    return base::Close{std::move(close_reason_)};
  }
  return std::nullopt;
}

std::optional<std::string> Session::finished_replies() {
  std::string bytes;
  while (!undecided_.empty() && undecided_.front().reply) {
    bytes += *undecided_.front().reply;
    undecided_bytes_ -= undecided_.front().size;
    undecided_.pop_front();
  }
  if (!bytes.empty()) account();
  return bytes.empty() ? std::nullopt : std::optional(std::move(bytes));
}

void Session::resume(base::Ticket ticket, std::string_view action) {
  const auto found = std::find_if(undecided_.begin(), undecided_.end(),
                                  [&](const Undecided& item) { return item.ticket == ticket; });
  if (found == undecided_.end() || found->reply) return;
  found->reply = format_reply(action);
}

bool Session::has_room() const {
  return undecided_.size() < kMaxUndecided && undecided_bytes_ < kMaxUndecidedBytes;
}

bool Session::readable() const {
  return input_ == Input::open && unread_.empty() && has_room();
}

std::optional<std::chrono::milliseconds> Session::wanted_deadline() const {
  return undecided_.empty() ? options_.idle_limit : std::nullopt;
}

void Session::deadline_passed() {
  if (undecided_.empty()) stop_reading("idle");
}

}  // namespace dovetail::policy
