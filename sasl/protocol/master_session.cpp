// SPDX-License-Identifier: MIT
#include "sasl/protocol/master_session.hpp"

#include <fmt/core.h>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/tab_fields.hpp"
#include "sasl/protocol/auth_request.hpp"
#include "sasl/protocol/limits.hpp"

namespace dovetail::sasl::protocol {

namespace {

constexpr std::size_t kLoggedWord = 64;

// Ids of master connections may be any 32-bit number.
std::optional<std::uint32_t> any_id(std::string_view text) {
  return base::to_number<std::uint32_t>(text);
}

std::string_view parameter(std::span<const std::string> fields, std::string_view name) {
  for (const std::string& field : fields) {
    const auto parts = base::split_once(field, '=');
    if (parts && parts->first == name) {
      return parts->second;
    }
  }
  return {};
}

bool has_flag(std::span<const std::string> fields, std::string_view name) {
  for (const std::string& field : fields) {
    if (field == name) {
      return true;
    }
  }
  return false;
}

}  // namespace

MasterSession::MasterSession(MasterOptions options) : options_(options), reader_(kLongestMasterLine) {
  send(master_hello(options_.server_pid));
}

bool MasterSession::readable() const {
  return !closing_ && live_.size() < kMostWorking;
}

void MasterSession::close(std::string reason) {
  if (!closing_) {
    closing_ = true;
    live_.clear();
    effects_.emplace_back(base::Close{std::move(reason)});
  }
}

void MasterSession::violation(const std::string& what) {
  close("BUG: Master sent us " + what);
}

void MasterSession::receive(std::string_view bytes) {
  if (!closing_ && !stopping_) {
    reader_.append(bytes);
    read_lines();
  }
}

void MasterSession::read_lines() {
  while (!stopping_ && readable()) {
    const auto line = reader_.next();
    if (!line) {
      return;
    }
    if (line->too_long) {
      close(fmt::format("BUG: Master sent us more than {} bytes", kLongestMasterLine));
      return;
    }
    const auto fields = wire::split_tab_fields(line->text);
    if (!fields) {
      violation("a line with too many fields");
    } else if (!line->text.empty()) {
      handle(*fields);
    }
  }
}

void MasterSession::handle_version(const FieldList& fields) {
  const bool known = fields[0] == "VERSION" && fields.size() >= 3 && fields[1] == "1" &&
                     base::to_number<unsigned>(fields[2]).has_value();
  if (!known) {
    close("Authentication master connection has an incompatible protocol version");
  }
  versioned_ = true;
}

void MasterSession::handle(const FieldList& fields) {
  if (!versioned_) {
    handle_version(fields);
    return;
  }
  if (fields[0] == "CPID") {
    close("Authentication client connected to the wrong socket: this one is for master connections");
    return;
  }
  const auto id = fields.size() >= 2 ? any_id(fields[1]) : std::nullopt;
  if (!id || !dispatch(fields, *id)) {
    violation("a broken or unknown command: " + base::printable(fields[0], kLoggedWord));
  }
}

bool MasterSession::dispatch(const FieldList& fields, std::uint32_t id) {
  const std::string& command = fields[0];
  if (command == "USER") {
    return ask_for_user<FindUser>(fields, id, Kind::user);
  }
  if (command == "PASS") {
    if (options_.restricted) {
      send(lookup_failed_line(id, ""));
      return true;
    }
    return ask_for_user<FindPassword>(fields, id, Kind::pass);
  }
  if (command == "LIST") {
    return ask_for_list(fields, id);
  }
  if (options_.userdb_only) {
    return false;
  }
  if (command == "REQUEST") {
    return ask_for_request(fields, id);
  }
  if (command == "CACHE-FLUSH") {
    effects_.emplace_back(FlushCache{open(id, Kind::flush), {fields.begin() + 2, fields.end()}});
    return true;
  }
  return false;
}

base::Ticket MasterSession::open(std::uint32_t id, Kind kind) {
  live_.emplace(++last_ticket_, Live{id, kind});
  return base::Ticket{last_ticket_};
}

template <class Question>
bool MasterSession::ask_for_user(const FieldList& fields, std::uint32_t id, Kind kind) {
  if (fields.size() < 3) {
    return false;
  }
  Question question{{}, fields[2], {}};
  if (!parse_connection(std::span(fields).subspan(3), question.connection)) {
    return false;
  }
  question.ticket = open(id, kind);
  effects_.emplace_back(std::move(question));
  return true;
}

bool MasterSession::ask_for_list(const FieldList& fields, std::uint32_t id) {
  ListUsers question;
  const auto parameters = std::span(fields).subspan(2);
  if (!parse_connection(parameters, question.connection)) {
    return false;
  }
  if (options_.restricted || listing_) {
    send(list_lines(id, UserList{{}, true, true}));
    return true;
  }
  listing_ = true;
  question.mask = parameter(parameters, "user");
  question.ticket = open(id, Kind::list);
  effects_.emplace_back(std::move(question));
  return true;
}

bool MasterSession::ask_for_request(const FieldList& fields, std::uint32_t id) {
  const auto pid = fields.size() >= 5 ? any_id(fields[2]) : std::nullopt;
  const auto request = fields.size() >= 5 ? any_id(fields[3]) : std::nullopt;
  if (!pid || !request) {
    return false;
  }
  TakeOver question;
  const auto parameters = std::span(fields).subspan(5);
  const auto session_pid = parameter(parameters, "session_pid");
  if (!session_pid.empty()) {
    const auto number = any_id(session_pid);
    if (!number || *number != options_.peer_pid) {
      effects_.emplace_back(Complain{fmt::format(
          "Session pid {} provided by master for request {} did not match peer credentials (pid={}, uid={})",
          base::printable(session_pid, kLoggedWord), id, options_.peer_pid, options_.peer_uid)});
      send(lookup_failed_line(id, ""));
      return true;
    }
    question.session_pid = *number;
  }
  parse_connection(parameters, question.connection);
  question.client_pid = *pid;
  question.client_request = *request;
  question.cookie = fields[4];
  question.wants_token = has_flag(parameters, "request_auth_token");
  question.ticket = open(id, Kind::request);
  effects_.emplace_back(std::move(question));
  return true;
}

void MasterSession::resume(base::Ticket ticket, UserFound found) {
  const auto at = live_.find(ticket.number);
  if (at == live_.end()) {
    return;
  }
  const Live live = at->second;
  const std::string uid(found.fields.value("uid"));
  if (options_.restricted && uid != std::to_string(options_.peer_uid)) {
    effects_.emplace_back(
        Complain{fmt::format("userdb({}): client doesn't have lookup permissions for this user: userdb uid "
                             "({}) doesn't match peer uid ({})",
                             base::printable(found.user, kLoggedWord), uid, options_.peer_uid)});
    answer(ticket, lookup_failed_line(live.id, ""));
    return;
  }
  answer(ticket, live.kind == Kind::pass ? pass_line(live.id, found) : user_line(live.id, found));
}

void MasterSession::resume(base::Ticket ticket, UserNotFound) {
  if (const auto at = live_.find(ticket.number); at != live_.end()) {
    answer(ticket, not_found_line(at->second.id));
  }
}

void MasterSession::resume(base::Ticket ticket, LookupFailed failed) {
  if (const auto at = live_.find(ticket.number); at != live_.end()) {
    answer(ticket, lookup_failed_line(at->second.id, failed.reason));
  }
}

void MasterSession::resume(base::Ticket ticket, CacheFlushed flushed) {
  if (const auto at = live_.find(ticket.number); at != live_.end()) {
    answer(ticket, flushed_line(at->second.id, flushed.entries));
  }
}

void MasterSession::resume(base::Ticket ticket, UserList part) {
  const auto at = live_.find(ticket.number);
  if (at == live_.end()) {
    return;
  }
  const std::string lines = list_lines(at->second.id, part);
  if (part.last) {
    listing_ = false;
    answer(ticket, lines);
  } else if (!lines.empty()) {
    send(lines);
  }
}

void MasterSession::answer(base::Ticket ticket, const std::string& text) {
  live_.erase(ticket.number);
  send(text);
  close_when_done();
  read_lines();
}

// A client may send its commands and close its side at once (doveadm does not, scripts do): what was asked is
// still answered.
void MasterSession::peer_closed() {
  stopping_ = true;
  close_when_done();
}

void MasterSession::shut_down() {
  stopping_ = true;
  close_when_done();
}

void MasterSession::close_when_done() {
  if (stopping_ && live_.empty()) {
    close("");
  }
}

std::optional<MasterSession::Effect> MasterSession::next() {
  if (effects_.empty()) {
    return std::nullopt;
  }
  Effect effect = std::move(effects_.front());
  effects_.pop_front();
  return effect;
}

}  // namespace dovetail::sasl::protocol
