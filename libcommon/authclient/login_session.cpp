// SPDX-License-Identifier: MIT
#include "libcommon/authclient/login_session.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/authclient/limits.hpp"
#include "libcommon/authclient/login_lines.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/wire/base64.hpp"
#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::authclient {

bool MechanismOffer::has(std::string_view flag) const {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

LoginSession::LoginSession(pid_t own_pid)
    : reader_(kMaxReplyLine), output_("VERSION\t1\t2\nCPID\t" + std::to_string(own_pid) + "\n") {}

std::uint32_t LoginSession::begin(const LoginRequest& request) {
  const std::uint32_t id = ++last_id_;
  const std::string line = auth_line(id, request);
  if (line.size() > kMaxLoginRequestLine) {  // would cost the connection, and with it the exchanges of others
    LoginOutcome outcome;
    outcome.kind = LoginOutcome::Kind::refused;
    outcome.reason = "response too long";
    events_.emplace_back(Done{id, std::move(outcome)});
    return id;
  }
  output_ += line;
  running_.insert(id);
  return id;
}

void LoginSession::respond(std::uint32_t id, std::string_view response) {
  if (!running_.contains(id)) {
    return;
  }
  const std::string encoded = wire::base64_encode(response);
  if (encoded.size() + 32 > kMaxLoginRequestLine) {
    cancel(id);
    LoginOutcome outcome;
    outcome.kind = LoginOutcome::Kind::refused;
    outcome.reason = "response too long";
    events_.emplace_back(Done{id, std::move(outcome)});
    return;
  }
  output_ += std::move(wire::TabLine("CONT").field(static_cast<unsigned long>(id)).field(encoded)).line();
}

void LoginSession::cancel(std::uint32_t id) {
  if (running_.erase(id) > 0) {
    output_ += std::move(wire::TabLine("CANCEL").field(static_cast<unsigned long>(id))).line();
  }
}

std::string LoginSession::take_output() {
  return std::exchange(output_, {});
}

void LoginSession::receive(std::string_view bytes) {
  reader_.append(bytes);
  while (!broken_) {
    const auto line = reader_.next();
    if (!line) {
      return;
    }
    if (line->too_long) {
      broken_ = "a line of the auth server is too long";
    } else if (!line->text.empty()) {
      take_line(line->text);
    }
  }
}

std::optional<LoginSession::Event> LoginSession::next() {
  if (next_event_ == events_.size()) {
    events_.clear();
    next_event_ = 0;
    return std::nullopt;
  }
  return std::move(events_[next_event_++]);
}

void LoginSession::take_line(std::string_view line) {
  const auto fields = wire::split_tab_fields(line);
  if (!fields || fields->empty()) {
    broken_ = "a line of the auth server has too many fields";
    return;
  }
  greeted_ ? take_reply(*fields) : take_greeting(*fields);
}

// VERSION first, DONE last; lines of this part that we do not know are no concern of ours.
void LoginSession::take_greeting(const std::vector<std::string>& fields) {
  if (!version_seen_) {
    version_seen_ = fields[0] == "VERSION" && fields.size() > 2 && fields[1] == "1";
    if (!version_seen_) {
      broken_ = "this is no auth server of version 1";
    }
  } else if (fields[0] == "DONE") {
    greeted_ = true;
  } else if (fields[0] == "COOKIE" && fields.size() > 1) {
    cookie_ = fields[1];
  } else if (fields[0] == "MECH" && fields.size() > 1 && mechanisms_.size() < kMaxMechanisms) {
    mechanisms_.push_back({fields[1], {fields.begin() + 2, fields.end()}});
  } else if (fields[0] == "SPID" && mechanisms_.empty()) {
    broken_ = "the socket is none for logins";
  }
}

void LoginSession::take_reply(const std::vector<std::string>& fields) {
  const auto id = fields.size() > 1 ? base::to_number<std::uint32_t>(fields[1]) : std::nullopt;
  if (!id) {
    broken_ = "a reply of the auth server has no id: " + base::printable(fields[0], 40);
  } else if (fields[0] == "CONT") {
    take_challenge(*id, fields);
  } else if (fields[0] == "OK" || fields[0] == "FAIL") {
    if (running_.erase(*id) > 0) {
      events_.emplace_back(Done{*id, fields[0] == "OK" ? ok_outcome(fields) : fail_outcome(fields)});
    }
  } else if (fields[0] != "CANCELLED") {
    broken_ = "unknown reply of the auth server: " + base::printable(fields[0], 40);
  }
}

void LoginSession::take_challenge(std::uint32_t id, const std::vector<std::string>& fields) {
  auto data = wire::base64_decode(fields.size() > 2 ? fields[2] : "");
  if (!data) {
    broken_ = "a challenge of the auth server is not base64";
  } else if (running_.contains(id)) {
    events_.emplace_back(Challenge{id, std::move(*data)});
  }
}

}  // namespace dovetail::authclient
