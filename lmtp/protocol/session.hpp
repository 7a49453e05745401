// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libcommon/base/session.hpp"
#include "libcommon/wire/line_reader.hpp"
#include "lmtp/envelope.hpp"
#include "lmtp/outcome.hpp"
#include "lmtp/protocol/command.hpp"
#include "lmtp/protocol/message_intake.hpp"
#include "lmtp/protocol/path_command.hpp"
#include "lmtp/protocol/transaction.hpp"

namespace dovetail::lmtp::protocol {

struct SessionSettings {
  std::string hostname;  // greeting, LHLO, 421 lines
  std::string greeting = "Dovetail ready.";
  std::string id;  // of this connection: 22 characters, no space; names transactions in logs
  std::uint64_t max_message_size = 0;  // bytes; 0: no limit, SIZE is offered without a number
  Workarounds workarounds;
  bool trusted = false;  // the peer may tell by XFORWARD where the mail came from
  bool tls = false;      // STARTTLS is offered
};

// What the driver has to do for the session, besides Send, Close and StartTls.
struct ResolveRecipient {  // answered by resume(ticket, Outcome): may this recipient have the message?
  base::Ticket ticket;
  Recipient recipient;
};
struct Append {  // the next bytes of the message, as received, dot-stuffing undone
  std::string bytes;
};
struct Deliver {  // the message is complete; answered by resume(ticket, DeliveryAnswer)
  base::Ticket ticket;
  Envelope envelope;
};
struct Abandon {};  // the transaction is over without delivery: drop message and recipients

struct DeliveryAnswer {
  std::vector<Outcome> outcomes;  // one for each recipient of the envelope
  std::string stamp;              // as in reply::after_message
};

// One LMTP connection on the server side (RFC 2033, with the extensions of EHLO's list in reply order below).
// Shape and rules: libcommon/base/session.hpp. Commands may be pipelined; RCPT commands are resolved several
// at a time and answered in order; after the message one reply for each accepted RCPT, in order, before
// anything that came behind it. Loop thread only.
class Session {
 public:
  using Effect =
      std::variant<base::Send, base::Close, base::StartTls, ResolveRecipient, Append, Deliver, Abandon>;

  explicit Session(SessionSettings settings);

  void receive(std::string_view bytes);
  void peer_closed();
  std::optional<Effect> next();
  bool readable() const;
  std::optional<std::chrono::milliseconds> wanted_deadline() const;
  void deadline_passed();
  void shut_down();
  void tls_started();

  void resume(base::Ticket ticket, const Outcome& answer);
  void resume(base::Ticket ticket, const DeliveryAnswer& answer);

  // For the log line at the end, in Dovecot's words: "READY", "MAIL FROM", "RCPT TO", "DATA" …
  const char* state_name() const;

 private:
  void advance();
  bool step();
  bool take_message();
  void run(std::string_view line);
  void run(const Command& command);
  void lhlo(std::string_view arguments);
  void mail(std::string_view arguments);
  void rcpt(std::string_view arguments);
  void data(std::string_view arguments);
  void bdat(std::string_view arguments);
  void xforward(std::string_view arguments);
  void quit();
  void starttls();
  void begin_chunk(std::uint64_t octets, bool last);
  void refuse_chunk(std::string_view reply_line, std::optional<std::uint64_t> octets);
  void message_complete();
  void chunk_complete();
  void send(std::string_view reply_line);
  void send_counted(std::string lines);
  void send_lines(std::string lines);
  void drop_transaction();
  void close(std::string_view reason);
  void say_good_bye();
  std::string capabilities() const;
  base::Ticket new_ticket() { return {++last_ticket_}; }

  SessionSettings settings_;
  wire::LineReader reader_;
  std::optional<std::string> held_line_;  // a command that waits for open RCPT questions
  Transaction transaction_;
  MessageIntake intake_;
  Forwarded forwarded_;
  std::deque<Effect> effects_;
  std::uint64_t last_ticket_ = 0;
  std::optional<base::Ticket> delivering_;
  std::string lhlo_;
  unsigned transactions_ = 0;
  int bad_commands_ = 0;
  std::size_t chunk_size_ = 0;
  bool chunk_is_last_ = false;
  bool chunk_failed_ = false;
  bool greeted_ = false;
  bool tls_active_ = false;
  bool starting_tls_ = false;
  bool peer_closed_ = false;
  bool ending_ = false;  // shut_down(): close after the running or the first transaction
  bool closed_ = false;
};

}  // namespace dovetail::lmtp::protocol
