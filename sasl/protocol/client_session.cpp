// SPDX-License-Identifier: MIT
#include "sasl/protocol/client_session.hpp"

#include <fmt/core.h>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/base64.hpp"
#include "libcommon/wire/tab_fields.hpp"
#include "sasl/protocol/limits.hpp"

namespace dovetail::sasl::protocol {

namespace {

constexpr unsigned kMinor = 2;  // ours, on client sockets
constexpr std::size_t kLoggedLine = 128;

Denied bad_base64(std::string_view where) {
  return Denied{std::nullopt, "invalid_base64", fmt::format("Invalid base64 data in {} response", where), {}};
}

}  // namespace

ClientSession::ClientSession(ClientOptions options)
    : options_(std::move(options)), reader_(kLongestClientLine), limit_working_(kMostWorking) {
  std::string hello = hello_line(kMinor);
  if (!options_.wait_for_version) {
    hello +=
        hello_rest(options_.mechanisms, options_.server_pid, options_.connection_number, options_.cookie);
  }
  send(std::move(hello));
}

void ClientSession::close(std::string reason) {
  if (!closing_) {
    closing_ = true;
    forget_all();
    effects_.emplace_back(base::Close{std::move(reason)});
  }
}

void ClientSession::violation(std::string_view what) {
  close(fmt::format("BUG: Authentication client sent {}", what));
}

void ClientSession::receive(std::string_view bytes) {
  if (closing_ || stopping_) {
    return;
  }
  reader_.append(bytes);  // next() reads it
}

void ClientSession::read_lines() {
  while (!asking_ && !closing_ && !stopping_ && stage_ != Stage::introduced && working_ < limit_working_) {
    const auto line = reader_.next();
    if (!line) {
      return;
    }
    if (line->too_long) {
      close(fmt::format("BUG: Auth client {} sent us more than {} bytes", pid_, kLongestClientLine));
    } else if (!line->text.empty()) {
      handle(line->text);
      reader_.wipe_used();
    }
  }
}

void ClientSession::handle(std::string_view line) {
  const auto fields = wire::split_tab_fields(line);
  if (!fields || fields->empty()) {
    violation("a line with too many fields");
    return;
  }
  const std::string& command = fields->front();
  if (stage_ == Stage::version) {
    handle_version(*fields);
  } else if (stage_ == Stage::pid) {
    handle_pid(*fields);
  } else if (command == "AUTH") {
    handle_auth(*fields);
  } else if (command == "CONT") {
    handle_continue(*fields);
  } else if (command == "CANCEL") {
    handle_cancel(*fields);
  } else {
    violation("unknown command: " + base::printable(line, kLoggedLine));
  }
}

void ClientSession::handle_version(const std::vector<std::string>& fields) {
  if (fields[0] != "VERSION") {
    violation("something else where VERSION was expected");
    return;
  }
  const auto minor = fields.size() >= 3 ? base::to_number<unsigned>(fields[2]) : std::nullopt;
  if (!minor || fields[1] != "1") {
    close(fmt::format("Authentication client {} has an incompatible protocol version", pid_));
    return;
  }
  minor_ = *minor;
  stage_ = Stage::pid;
  if (options_.wait_for_version) {
    send(hello_rest(options_.mechanisms, options_.server_pid, options_.connection_number, options_.cookie));
  }
}

void ClientSession::handle_pid(const std::vector<std::string>& fields) {
  const auto pid = fields.size() >= 2 && fields[0] == "CPID" ? parse_id(fields[1]) : std::nullopt;
  if (!pid) {
    violation("a broken handshake");
    return;
  }
  pid_ = *pid;
  stage_ = Stage::ready;
  if (options_.login) {
    stage_ = Stage::introduced;
    effects_.emplace_back(Introduce{base::Ticket{++last_ticket_}, pid_});
  }
}

void ClientSession::resume(base::Ticket, Introduced answer) {
  if (stage_ != Stage::introduced || closing_) {
    return;
  }
  stage_ = Stage::ready;
  if (!answer.accepted) {
    close(fmt::format("BUG: Authentication client gave a PID {} of existing connection", pid_));
    return;
  }
  read_lines();
}

void ClientSession::handle_auth(const std::vector<std::string>& fields) {
  auto request = parse_auth(std::span(fields).subspan(1), minor_);
  if (!request) {
    violation(request.error());
    return;
  }
  if (with_id(request->id) != live_.end()) {
    violation(fmt::format("a duplicate ID {}", request->id));
    return;
  }
  if (request->initial) {
    auto bytes = wire::base64_decode(*request->initial);
    if (!bytes) {
      send(denied_line(request->id, bad_base64("initial")));
      return;
    }
    request->initial = std::move(*bytes);
  }
  const base::Ticket ticket{++last_ticket_};
  const bool smtp = request->connection.service == "smtp";
  live_.push_back(
      {ticket.number, request->id, State::working, smtp, request->connection.final_response_ok});
  ++working_;
  ask(Begin{ticket, std::make_unique<AuthRequest>(std::move(*request))});
}

}  // namespace dovetail::sasl::protocol
