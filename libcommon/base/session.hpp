// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::base {

// The vocabulary that all protocol sessions share. A session is an engine without a socket: it is fed bytes
// and asked what to do next; it never reads, writes, sleeps or looks at a clock. daemon::Server drives it.

// Names one open question of a session; the answer comes back by resume(Ticket, Answer). Unique per session.
struct Ticket {
  std::uint64_t number = 0;
  auto operator<=>(const Ticket&) const = default;
};

// Effects every session may yield besides its own questions.
struct Send {
  std::string bytes;
};
struct Close {  // after what was sent before has left; `reason` goes to the log, empty for an ordinary end
  std::string reason;
};
struct StartTls {
};  // what was sent before leaves in plain text, then the handshake; then tls_started() is called

// The shape of a session. `S::Effect` is a std::variant of Send, Close and the session's own questions.
//   receive(bytes)      bytes from the peer, in any slicing; the session keeps what it cannot use yet
//   peer_closed()       the peer sent its last byte; what is in work is still finished
//   next()              the next thing to do; nothing when the session waits for bytes or answers
//   resume(ticket, a)   the answer to a question it yielded (overloads per answer type; not part of the
//   concept) readable()          false while it has enough to do: the driver stops reading (back-pressure)
//   wanted_deadline()   how long from the last receive or resume the peer may stay silent; nothing: for ever
//   deadline_passed()   that time is over; next() says what follows
//   shut_down()         the daemon wants to end: no new work; the session closes when what is in work is done
// A session whose protocol knows STARTTLS also has tls_started(), which drops plain text that came too early.
template <class S>
concept Session = requires(S session, const S& idle, std::string_view bytes) {
  typename S::Effect;
  session.receive(bytes);
  session.peer_closed();
  { session.next() } -> std::same_as<std::optional<typename S::Effect>>;
  { idle.readable() } -> std::same_as<bool>;
  { idle.wanted_deadline() } -> std::same_as<std::optional<std::chrono::milliseconds>>;
  session.deadline_passed();
  session.shut_down();
};

}  // namespace dovetail::base
