// SPDX-License-Identifier: MIT
#include "libcommon/authclient/user_session.hpp"

#include <utility>

#include "libcommon/authclient/limits.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/wire/tab_fields.hpp"

namespace dovetail::authclient {

namespace {

constexpr std::string_view kGreeting = "VERSION\t1\t1\n";
constexpr std::string_view kMajor = "1";

void add_context(wire::TabLine& line, const LookupContext& context) {
  line.pair("service", context.service);
  const auto text = [&line](std::string_view key, const std::string& value) {
    if (!value.empty()) {
      line.pair(key, value);
    }
  };
  const auto port = [&line](std::string_view key, std::uint16_t value) {
    if (value != 0) {
      line.pair(key, std::to_string(value));
    }
  };
  text("lip", context.local_ip);
  text("rip", context.remote_ip);
  port("lport", context.local_port);
  port("rport", context.remote_port);
  text("session", context.session);
  if (context.debug) {
    line.flag("debug");
  }
}

// Fields from `first` on, as the server ordered them.
UserRecord record(const std::vector<std::string>& fields, std::size_t first) {
  UserRecord user;
  for (std::size_t index = first; index < fields.size(); ++index) {
    if (fields[index].empty()) {
      continue;  // 2.3 ends some lines with a lone TAB
    }
    auto field = wire::parse_tab_field(fields[index]);
    user.fields.emplace_back(std::move(field.key), field.value ? std::move(*field.value) : std::string());
  }
  return user;
}

base::Error refusal(const std::vector<std::string>& fields) {
  base::Error error = base::temporary("the auth server could not look the user up");
  for (const auto& [key, value] : record(fields, 2).fields) {
    if (key == "reason") {
      error.text = value;
      error.detail += ": " + value;
    }
  }
  return error;
}

}  // namespace

UserSession::UserSession() : reader_(kMaxReplyLine), output_(kGreeting) {}

std::uint32_t UserSession::request(Ask ask, std::string_view user, const LookupContext& context) {
  const std::uint32_t id = ++last_id_;
  wire::TabLine line(ask == Ask::user ? "USER" : "PASS");
  line.field(static_cast<unsigned long>(id)).field(user);
  add_context(line, context);
  if (line.size() > kMaxUserRequestLine) {  // the server would close the connection; no user has such a name
    events_.emplace_back(Answer{id, UserOutcome(std::nullopt)});
    return id;
  }
  output_ += std::move(line).line();
  asked_.emplace(id, ask);
  return id;
}

std::uint32_t UserSession::list(std::string_view mask, const LookupContext& context) {
  const std::uint32_t id = ++last_id_;
  wire::TabLine line("LIST");
  line.field(static_cast<unsigned long>(id)).pair("user", mask);
  add_context(line, context);
  output_ += std::move(line).line();
  lists_.emplace(id, std::vector<std::string>());
  return id;
}

void UserSession::forget(std::uint32_t id) {
  asked_.erase(id);
  lists_.erase(id);
}

std::string UserSession::take_output() {
  return std::exchange(output_, {});
}

void UserSession::receive(std::string_view bytes) {
  reader_.append(bytes);
  while (!broken_) {
    const auto line = reader_.next();
    if (!line) {
      return;
    }
    if (line->too_long) {
      return give_up("a line of the auth server is too long");
    }
    take_line(line->text);
  }
}

std::optional<UserSession::Event> UserSession::next() {
  if (next_event_ == events_.size()) {
    events_.clear();
    next_event_ = 0;
    return std::nullopt;
  }
  return std::move(events_[next_event_++]);
}

void UserSession::take_line(std::string_view line) {
  if (line.empty()) {
    return;
  }
  const auto fields = wire::split_tab_fields(line);
  if (!fields || fields->empty()) {
    return give_up("a line of the auth server has too many fields");
  }
  greeted_ ? take_reply(*fields) : take_greeting(*fields);
}

// VERSION first, SPID ends it. A MECH line means the socket is one for logins.
void UserSession::take_greeting(const std::vector<std::string>& fields) {
  if (!version_seen_) {
    if (fields[0] != "VERSION" || fields.size() < 3 || fields[1] != kMajor) {
      return give_up("this is no auth server of version 1");
    }
    version_seen_ = true;
  } else if (fields[0] == "SPID") {
    greeted_ = true;
  } else {
    give_up("the socket is none for user lookups: " + base::printable(fields[0], 40));
  }
}

void UserSession::take_reply(const std::vector<std::string>& fields) {
  const auto id = fields.size() > 1 ? base::to_number<std::uint32_t>(fields[1]) : std::nullopt;
  if (!id) {
    return give_up("a reply of the auth server has no id: " + base::printable(fields[0], 40));
  }
  if (fields[0] == "LIST" || fields[0] == "DONE") {
    return fields[0] == "LIST" ? take_listed(*id, fields) : take_done(*id, fields);
  }
  if (fields[0] == "NOTFOUND") {
    return answer(*id, UserOutcome(std::nullopt));
  }
  if (fields[0] == "FAIL") {
    return answer(*id, base::Unexpected(refusal(fields)));
  }
  if (fields[0] == "USER" && fields.size() > 2 && !fields[2].empty()) {
    UserRecord user = record(fields, 3);
    user.user = fields[2];
    return answer(*id, UserOutcome(std::move(user)));
  }
  if (fields[0] == "PASS") {
    UserRecord user = record(fields, 2);
    user.user = user.field("user").value_or("");
    return answer(*id, UserOutcome(std::move(user)));
  }
  give_up("unknown reply of the auth server: " + base::printable(fields[0], 40));
}

// An id that nobody waits for: a request that was given up; its answer is late, not wrong.
void UserSession::answer(std::uint32_t id, UserOutcome outcome) {
  if (asked_.erase(id) > 0) {
    events_.emplace_back(Answer{id, std::move(outcome)});
  }
}

void UserSession::take_listed(std::uint32_t id, const std::vector<std::string>& fields) {
  const auto found = lists_.find(id);
  if (found == lists_.end() || fields.size() < 3) {
    return;
  }
  if (found->second.size() >= kMaxListedUsers) {
    return give_up("the auth server lists too many users");
  }
  found->second.push_back(fields[2]);
}

void UserSession::take_done(std::uint32_t id, const std::vector<std::string>& fields) {
  const auto found = lists_.find(id);
  if (found == lists_.end()) {
    return;
  }
  ListAnswer listed{id, std::move(found->second)};
  if (fields.size() > 2 && fields[2] == "fail") {
    listed.users = base::Unexpected(base::temporary("the auth server could not list all users"));
  }
  lists_.erase(found);
  events_.emplace_back(std::move(listed));
}

void UserSession::give_up(std::string why) {
  broken_ = std::move(why);
}

}  // namespace dovetail::authclient
