// SPDX-License-Identifier: MIT
#include "libcommon/table/tcp_session.hpp"

#include <utility>

#include "libcommon/table/limits.hpp"
#include "libcommon/table/reply_text.hpp"
#include "libcommon/wire/quoting.hpp"

namespace dovetail::table {

std::string tcp_reply(const Answer& answer) {
  std::string line;
  if (answer && *answer && !(*answer)->empty()) {
    line = "200 " + wire::percent_encode(**answer) + "\n";
    if (line.size() > kMaxTcpReply) line = "400 " + wire::percent_encode("result too long") + "\n";
  } else if (answer) {
    line = "500 " + wire::percent_encode("not found") + "\n";
  } else {
    line = "400 " + wire::percent_encode(reply_text(answer.error())) + "\n";
  }
  return line;
}

TcpSession::TcpSession(std::string map, std::optional<std::chrono::milliseconds> idle_limit)
    : map_(std::move(map)), lines_(kMaxTcpRequest), idle_limit_(idle_limit) {}

void TcpSession::receive(std::string_view bytes) {
  if (!ending_ && fault_.empty()) lines_.append(bytes);
}

std::optional<TcpSession::Effect> TcpSession::next() {
  if (closed_) return std::nullopt;
  if (replies_.ready()) return base::Send{replies_.take_ready()};
  if (fault_.empty() && replies_.size() < kMaxPipelined) {
    if (auto ask = next_request()) return std::move(*ask);
    if (replies_.ready()) return base::Send{replies_.take_ready()};
  }
  if (replies_.empty() && (ending_ || !fault_.empty())) {
    closed_ = true;
    return base::Close{fault_};
  }
  return std::nullopt;
}

// The next question in what was received; what is no "get" of a well-formed key is answered with 400 at once.
std::optional<Ask> TcpSession::next_request() {
  while (replies_.size() < kMaxPipelined) {
    const auto line = lines_.next();
    if (!line) return std::nullopt;
    if (line->too_long) {
      fault_ = "request too long";
      return std::nullopt;
    }
    const base::Ticket ticket = replies_.open();
    if (line->text.substr(0, 4) == "get ") {
      if (auto key = wire::percent_decode(line->text.substr(4))) return Ask{ticket, map_, *std::move(key)};
    }
    const bool put = line->text.substr(0, 4) == "put ";
    replies_.answer(ticket, tcp_reply(base::Unexpected(base::Error{
                                base::ErrorKind::permanent, 0, put ? "read only" : "bad request", {}})));
  }
  return std::nullopt;
}

void TcpSession::resume(base::Ticket ticket, const Answer& answer) {
  replies_.answer(ticket, tcp_reply(answer));
}

bool TcpSession::readable() const {
  return !ending_ && !closed_ && fault_.empty() && replies_.size() < kMaxPipelined;
}

std::optional<std::chrono::milliseconds> TcpSession::wanted_deadline() const {
  return replies_.empty() ? idle_limit_ : std::nullopt;
}

void TcpSession::deadline_passed() {
  if (replies_.empty()) ending_ = true;
}

}  // namespace dovetail::table
