// SPDX-License-Identifier: MIT
// The exchanges of a client session: responses in, answers out.
#include <fmt/core.h>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/base64.hpp"
#include "sasl/protocol/client_session.hpp"
#include "sasl/protocol/limits.hpp"

namespace dovetail::sasl::protocol {

namespace {

constexpr unsigned kCancelledMinor = 4;  // clients from here on want CANCEL answered

Denied failed_because(std::string reason, std::string code = "") {
  return Denied{std::nullopt, std::move(code), std::move(reason), {}};
}

}  // namespace

void ClientSession::handle_continue(const std::vector<std::string>& fields) {
  const auto id = fields.size() >= 3 ? parse_id(fields[1]) : std::nullopt;
  if (!id) {
    violation("broken CONT request");
    return;
  }
  const auto at = by_id_.find(*id);
  if (at == by_id_.end()) {
    send(denied_line(*id, failed_because("Authentication request timed out")));
    return;
  }
  continue_live(at->second, live_.at(at->second), fields[2]);
}

void ClientSession::continue_live(std::uint64_t ticket, Live& live, std::string_view base64) {
  // "#" alone is 2.4's out-of-band response: none of our mechanisms has one.
  const auto response = base64 == "#" ? std::optional<std::string>("") : wire::base64_decode(base64);
  if (live.state == State::working) {
    effects_.emplace_back(Forget{base::Ticket{ticket}});
    finish(ticket, live, denied_line(live.id, failed_because("Unexpected continuation")));
  } else if (!response) {
    if (live.state == State::waiting) {
      effects_.emplace_back(Forget{base::Ticket{ticket}});
    }
    finish(
        ticket, live,
        denied_line(live.id, failed_because("Invalid base64 data in continued response", "invalid_base64")));
  } else if (live.state == State::final) {
    finish(ticket, live, granted_line(live.id, live.granted, false));
  } else {
    live.state = State::working;
    ++working_;
    ask(Respond{base::Ticket{ticket}, std::move(*response)});
  }
}

void ClientSession::handle_cancel(const std::vector<std::string>& fields) {
  const auto id = fields.size() >= 2 ? parse_id(fields[1]) : std::nullopt;
  if (!id) {
    violation("broken CANCEL request");
    return;
  }
  const auto at = by_id_.find(*id);
  if (at != by_id_.end()) {
    const auto live = live_.find(at->second);
    effects_.emplace_back(Forget{base::Ticket{live->first}});
    finish(live->first, live->second, "");
  }
  if (minor_ >= kCancelledMinor) {
    send(fmt::format("CANCELLED\t{}\n", *id));
  }
}

ClientSession::Live* ClientSession::working(base::Ticket ticket) {
  const auto at = live_.find(ticket.number);
  return at != live_.end() && at->second.state == State::working ? &at->second : nullptr;
}

void ClientSession::resume(base::Ticket ticket, Challenge answer) {
  if (Live* live = working(ticket)) {
    live->state = State::waiting;
    --working_;
    send(challenge_line(live->id, answer.bytes));
    forget_waiting(kMostWaiting);
    read_lines();
  }
}

void ClientSession::resume(base::Ticket ticket, Granted answer) {
  Live* live = working(ticket);
  if (live == nullptr) {
    return;
  }
  if (answer.final_data.empty() || live->final_response_ok) {
    finish(ticket.number, *live, granted_line(live->id, answer, true));
  } else {
    // A client that cannot read data inside OK gets it as one more challenge and answers it with nothing.
    live->state = State::final;
    --working_;
    send(challenge_line(live->id, answer.final_data));
    live->granted = std::move(answer);
  }
  read_lines();
}

bool ClientSession::wants_disconnect(const Live& live) const {
  if (options_.temporary == TemporaryFailure::automatic) {
    return live.smtp && live_.size() == 1;
  }
  return options_.temporary == TemporaryFailure::disconnect;
}

void ClientSession::resume(base::Ticket ticket, Denied answer) {
  Live* live = working(ticket);
  if (live == nullptr) {
    return;
  }
  if (answer.code == kTemporaryCode && wants_disconnect(*live)) {
    finish(ticket.number, *live, "");
    close("temporary authentication failure: disconnecting, so that the client can say so");
    return;
  }
  finish(ticket.number, *live, denied_line(live->id, answer));
  read_lines();
}

void ClientSession::finish(std::uint64_t ticket, Live& live, std::string line) {
  if (!line.empty()) {
    send(std::move(line));
  }
  if (live.state == State::working) {
    --working_;
  }
  by_id_.erase(live.id);
  live_.erase(ticket);
  close_when_done();
}

void ClientSession::forget_waiting(std::size_t keep) {
  std::size_t waiting = live_.size() - working_;
  for (auto at = live_.begin(); at != live_.end() && waiting > keep;) {
    if (at->second.state == State::working) {
      ++at;
      continue;
    }
    if (at->second.state == State::waiting) {
      effects_.emplace_back(Forget{base::Ticket{at->first}});
    }
    by_id_.erase(at->second.id);
    at = live_.erase(at);
    --waiting;
  }
}

void ClientSession::forget_all() {
  for (const auto& [ticket, live] : live_) {
    if (live.state != State::final) {
      effects_.emplace_back(Forget{base::Ticket{ticket}});
    }
  }
  live_.clear();
  by_id_.clear();
  working_ = 0;
}

std::optional<std::chrono::milliseconds> ClientSession::wanted_deadline() const {
  return live_.size() > working_ ? std::optional<std::chrono::milliseconds>(kResponseTime) : std::nullopt;
}

void ClientSession::deadline_passed() {
  forget_waiting(0);
  close_when_done();
}

void ClientSession::peer_closed() {
  const std::size_t pending = live_.size();
  close(pending == 0
            ? std::string()
            : fmt::format("auth client {} disconnected with {} pending requests: EOF", pid_, pending));
}

void ClientSession::shut_down() {
  stopping_ = true;
  forget_waiting(0);
  close_when_done();
}

void ClientSession::close_when_done() {
  if (stopping_ && live_.empty()) {
    close("");
  }
}

std::optional<ClientSession::Effect> ClientSession::next() {
  if (effects_.empty()) {
    asking_ = false;
    read_lines();
  }
  if (effects_.empty()) {
    return std::nullopt;
  }
  Effect effect = std::move(effects_.front());
  effects_.pop_front();
  return effect;
}

}  // namespace dovetail::sasl::protocol
