// SPDX-License-Identifier: MIT
// The exchanges of a client session: responses in, answers out.
#include <fmt/core.h>

#include <algorithm>

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
  const auto live = with_id(*id);
  if (live == live_.end()) {
    send(denied_line(*id, failed_because("Authentication request timed out")));
    return;
  }
  continue_live(live, fields[2]);
}

void ClientSession::continue_live(LiveList::iterator live, std::string_view base64) {
  // "#" alone is 2.4's out-of-band response: none of our mechanisms has one.
  const auto response = base64 == "#" ? std::optional<std::string>("") : wire::base64_decode(base64);
  const base::Ticket ticket{live->ticket};
  if (live->state == State::working) {
    effects_.emplace_back(Forget{ticket});
    finish(live, denied_line(live->id, failed_because("Unexpected continuation")));
  } else if (!response) {
    if (live->state == State::waiting) {
      effects_.emplace_back(Forget{ticket});
    }
    finish(live, denied_line(live->id, failed_because("Invalid base64 data in continued response",
                                                      "invalid_base64")));
  } else if (live->state == State::final) {
    finish(live, granted_line(live->id, *live->granted, false));
  } else {
    live->state = State::working;
    ++working_;
    ask(Respond{ticket, std::move(*response)});
  }
}

void ClientSession::handle_cancel(const std::vector<std::string>& fields) {
  const auto id = fields.size() >= 2 ? parse_id(fields[1]) : std::nullopt;
  if (!id) {
    violation("broken CANCEL request");
    return;
  }
  const auto live = with_id(*id);
  if (live != live_.end()) {
    effects_.emplace_back(Forget{base::Ticket{live->ticket}});
    finish(live, "");
  }
  if (minor_ >= kCancelledMinor) {
    send(fmt::format("CANCELLED\t{}\n", *id));
  }
}

ClientSession::LiveList::iterator ClientSession::with_id(std::uint32_t id) {
  return std::find_if(live_.begin(), live_.end(), [id](const Live& live) { return live.id == id; });
}

// The one that waits for this answer; live_.end(): the answer is late.
ClientSession::LiveList::iterator ClientSession::working(base::Ticket ticket) {
  const auto at = std::lower_bound(
      live_.begin(), live_.end(), ticket.number,
      [](const Live& live, std::uint64_t number) { return live.ticket < number; });
  const bool waits = at != live_.end() && at->ticket == ticket.number && at->state == State::working;
  return waits ? at : live_.end();
}

void ClientSession::resume(base::Ticket ticket, Challenge answer) {
  if (const auto live = working(ticket); live != live_.end()) {
    live->state = State::waiting;
    live->age = 0;
    --working_;
    send(challenge_line(live->id, answer.bytes));
    forget_waiting(kMostWaiting);
    read_lines();
  }
}

void ClientSession::resume(base::Ticket ticket, Granted answer) {
  const auto live = working(ticket);
  if (live == live_.end()) {
    return;
  }
  if (answer.final_data.empty() || live->final_response_ok) {
    finish(live, granted_line(live->id, answer, true));
  } else {
    // A client that cannot read data inside OK gets it as one more challenge and answers it with nothing.
    live->state = State::final;
    live->age = 0;
    --working_;
    send(challenge_line(live->id, answer.final_data));
    live->granted = std::make_unique<Granted>(std::move(answer));
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
  const auto live = working(ticket);
  if (live == live_.end()) {
    return;
  }
  if (answer.code == kTemporaryCode && wants_disconnect(*live)) {
    finish(live, "");
    close("temporary authentication failure: disconnecting, so that the client can say so");
    return;
  }
  finish(live, denied_line(live->id, answer));
  read_lines();
}

void ClientSession::finish(LiveList::iterator live, std::string line) {
  if (!line.empty()) {
    send(std::move(line));
  }
  if (live->state == State::working) {
    --working_;
  }
  live_.erase(live);
  close_when_done();
}

// Ends those that wait for the client, the oldest first, until `keep` are left.
void ClientSession::forget_waiting(std::size_t keep) {
  const std::size_t waiting = live_.size() - working_;
  std::size_t surplus = waiting > keep ? waiting - keep : 0;
  if (surplus == 0) {
    return;
  }
  std::erase_if(live_, [&](const Live& live) {
    if (surplus == 0 || live.state == State::working) {
      return false;
    }
    if (live.state == State::waiting) {
      effects_.emplace_back(Forget{base::Ticket{live.ticket}});
    }
    --surplus;
    return true;
  });
}

void ClientSession::forget_all() {
  for (const Live& live : live_) {
    if (live.state != State::final) {
      effects_.emplace_back(Forget{base::Ticket{live.ticket}});
    }
  }
  live_.clear();
  working_ = 0;
}

bool ClientSession::grow_older() {
  const auto ended = std::erase_if(live_, [this](Live& live) {
    if (live.state == State::working || ++live.age < kResponseSteps) {
      return false;
    }
    if (live.state == State::waiting) {
      effects_.emplace_back(Forget{base::Ticket{live.ticket}});
    }
    return true;
  });
  close_when_done();
  return ended > 0;
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
