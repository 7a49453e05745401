// SPDX-License-Identifier: MIT
#include "libcommon/table/socketmap_session.hpp"

#include <utility>

#include "libcommon/table/reply_text.hpp"

namespace dovetail::table {

std::string socketmap_reply(const Answer& answer) {
  if (answer) {
    if (!*answer || (*answer)->empty())
      return "NOTFOUND ";  // to Postfix "OK " without text is a wrong configuration
    std::string reply = "OK ";
    reply += **answer;
    return reply.size() <= kMaxSocketmapReply ? reply : "TEMP result too long";
  }
  const base::Error& error = answer.error();
  if (error.kind == base::ErrorKind::permanent) return "PERM " + reply_text(error);
  return (error.code == kTimedOut ? "TIMEOUT " : "TEMP ") + reply_text(error);
}

SocketmapSession::SocketmapSession(std::optional<std::chrono::milliseconds> idle_limit)
    : reader_(kMaxSocketmapRequest), idle_limit_(idle_limit) {}

void SocketmapSession::receive(std::string_view bytes) {
  if (!ending_ && fault_.empty()) reader_.append(bytes);
}

std::optional<SocketmapSession::Effect> SocketmapSession::next() {
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

// The next question in what was received. A request without a space is answered here.
std::optional<Ask> SocketmapSession::next_request() {
  for (;;) {
    const wire::Netstring request = reader_.next();
    switch (request.status) {
      case wire::NetstringStatus::incomplete:
        return std::nullopt;
      case wire::NetstringStatus::malformed:
        fault_ = "malformed netstring";
        return std::nullopt;
      case wire::NetstringStatus::too_long:
        fault_ = "request too long";
        return std::nullopt;
      case wire::NetstringStatus::complete:
        break;
    }
    const base::Ticket ticket = replies_.open();
    const auto space = request.payload.find(' ');
    if (space != std::string_view::npos) {
      return Ask{ticket, std::string(request.payload.substr(0, space)),
                 std::string(request.payload.substr(space + 1))};
    }
    replies_.answer(ticket, wire::netstring("PERM request without a map name and a key"));
    if (replies_.size() >= kMaxPipelined) return std::nullopt;
  }
}

void SocketmapSession::resume(base::Ticket ticket, const Answer& answer) {
  replies_.answer(ticket, wire::netstring(socketmap_reply(answer)));
}

std::optional<std::chrono::milliseconds> SocketmapSession::wanted_deadline() const {
  return replies_.empty() ? idle_limit_ : std::nullopt;
}

void SocketmapSession::deadline_passed() {
  if (replies_.empty()) ending_ = true;
}

}  // namespace dovetail::table
