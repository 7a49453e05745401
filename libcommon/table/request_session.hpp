// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "libcommon/base/session.hpp"
#include "libcommon/table/answer.hpp"
#include "libcommon/table/ask.hpp"
#include "libcommon/table/limits.hpp"
#include "libcommon/table/reply_queue.hpp"
#include "libcommon/table/request.hpp"

namespace dovetail::table {

// The server's side of a lookup protocol; base::Session tells the shape. Requests may be pipelined (at most
// kMaxPipelined in work); replies keep their order. Requests that arrived before the peer closed, or before
// shut_down(), are answered. `Protocol` knows the bytes:
//   void receive(bytes)                                keeps them until they are a request
//   Request next()
//   static void append_reply(const AnswerView&, std::string& out)
template <class Protocol>
class RequestSession {
 public:
  using Effect = std::variant<base::Send, base::Close, Ask>;
  using IdleLimit = std::optional<std::chrono::milliseconds>;

  // Postfix does not notice time while it is busy elsewhere, and leaves tcp connections open: a short limit
  // would break connections in use.
  explicit RequestSession(Protocol protocol = Protocol(), IdleLimit idle_limit = std::nullopt)
      : protocol_(std::move(protocol)), idle_limit_(idle_limit) {}

  void receive(std::string_view bytes) {
    if (!ending_ && fault_.empty()) protocol_.receive(bytes);
  }
  void peer_closed() { ending_ = true; }
  std::optional<Effect> next();
  void resume(base::Ticket ticket, const AnswerView& answer) {
    replies_.answer(ticket, [&](std::string& out) { Protocol::append_reply(answer, out); });
  }
  bool readable() const { return !ending_ && !closed_ && fault_.empty() && replies_.size() < kMaxPipelined; }
  IdleLimit wanted_deadline() const { return replies_.empty() ? idle_limit_ : std::nullopt; }
  void deadline_passed() {
    if (replies_.empty()) ending_ = true;
  }
  void shut_down() { ending_ = true; }

 private:
  std::optional<Ask> next_lookup();

  Protocol protocol_;
  IdleLimit idle_limit_;
  ReplyQueue replies_;
  std::string fault_;    // what the peer did wrong: nothing more is read
  bool ending_ = false;  // no more bytes will come
  bool closed_ = false;
};

template <class Protocol>
auto RequestSession<Protocol>::next() -> std::optional<Effect> {
  if (closed_) return std::nullopt;
  if (replies_.ready()) return base::Send{replies_.take_ready()};
  if (auto ask = next_lookup()) return *ask;
  if (replies_.ready()) return base::Send{replies_.take_ready()};
  if (replies_.empty() && (ending_ || !fault_.empty())) {
    closed_ = true;
    return base::Close{fault_};
  }
  return std::nullopt;
}

// The next question in what was received. What is no lookup is answered here.
template <class Protocol>
std::optional<Ask> RequestSession<Protocol>::next_lookup() {
  while (fault_.empty() && replies_.size() < kMaxPipelined) {
    const Request request = protocol_.next();
    switch (request.kind) {
      case Request::Kind::none:
        return std::nullopt;
      case Request::Kind::fault:
        fault_ = request.words;
        return std::nullopt;
      case Request::Kind::lookup:
        return Ask{replies_.open(), request.map, request.key};
      case Request::Kind::refused:
        resume(replies_.open(), base::Error{base::ErrorKind::permanent, 0, std::string(request.words), {}});
    }
  }
  return std::nullopt;
}

}  // namespace dovetail::table
