// SPDX-License-Identifier: MIT
#include "lmtp/protocol/session.hpp"

#include "lmtp/protocol/limits.hpp"
#include "lmtp/protocol/reply.hpp"

namespace dovetail::lmtp::protocol {

using base::Send;

Session::Session(SessionSettings settings)
    : settings_(std::move(settings)), reader_(kMaxCommandLine), intake_(settings_.max_message_size) {
  send("220 " + settings_.hostname + " " + settings_.greeting);
}

void Session::receive(std::string_view bytes) {
  if (closed_) {
    return;
  }
  reader_.append(bytes);
  advance();
}

void Session::peer_closed() {
  peer_closed_ = true;
  advance();
}

std::optional<Session::Effect> Session::next() {
  if (effects_.empty()) {
    return std::nullopt;
  }
  Effect effect = std::move(effects_.front());
  effects_.pop_front();
  return effect;
}

bool Session::readable() const {
  const bool busy = delivering_ || held_line_ || transaction_.waiting() || starting_tls_;
  return !closed_ && !(busy && reader_.rest().size() >= kMaxUnread);
}

std::optional<std::chrono::milliseconds> Session::wanted_deadline() const {
  if (closed_ || delivering_ || transaction_.waiting() || starting_tls_) {
    return std::nullopt;
  }
  if (ending_ && !transaction_.open()) {
    return kLastCallTime;
  }
  return kIdleTime;
}

void Session::deadline_passed() {
  if (!closed_ && ending_ && !transaction_.open()) {
    say_good_bye();
  } else if (!closed_) {
    send_lines(reply::closing("4.4.2", settings_.hostname, "Disconnected for inactivity"));
    close("Disconnected for inactivity");
  }
}

void Session::shut_down() {
  ending_ = true;
  advance();
}

void Session::tls_started() {
  // What came in plain text behind STARTTLS may be an attacker's (CVE-2011-0411): forgotten, and LHLO starts
  // anew.
  starting_tls_ = false;
  tls_active_ = true;
  reader_.clear();
  lhlo_.clear();
  greeted_ = false;
  drop_transaction();
}

void Session::resume(base::Ticket ticket, const Outcome& answer) {
  if (!transaction_.answer(ticket, answer)) {
    return;
  }
  for (std::string& lines : transaction_.take_replies()) {
    send_counted(std::move(lines));
  }
  advance();
}

void Session::resume(base::Ticket ticket, const DeliveryAnswer& answer) {
  if (!delivering_ || *delivering_ != ticket) {
    return;
  }
  delivering_.reset();
  const Envelope& envelope = transaction_.envelope();
  std::string lines;
  for (std::size_t i = 0; i < envelope.recipients.size(); ++i) {
    const Outcome lost{Verdict::internal_failure, {}};
    const Outcome& outcome = i < answer.outcomes.size() ? answer.outcomes[i] : lost;
    lines += reply::after_message(envelope, envelope.recipients[i], outcome, answer.stamp);
  }
  send_lines(std::move(lines));
  intake_.reset();
  transaction_.reset();
  forwarded_ = {};
  advance();
}

const char* Session::state_name() const {
  if (delivering_ || intake_.started()) {
    return "DATA";
  }
  if (!transaction_.open()) {
    return greeted_ || transactions_ > 0 ? "READY" : "GREETING";
  }
  return transaction_.given() > 0 ? "RCPT TO" : "MAIL FROM";
}

// --- the loop over what has come in

void Session::advance() {
  while (!closed_ && step()) {
  }
  if (closed_ || delivering_ || transaction_.waiting() || starting_tls_) {
    return;
  }
  if (peer_closed_) {
    close("Connection closed");
  } else if (ending_ && !transaction_.open() && (!greeted_ || transactions_ > 0)) {
    say_good_bye();  // who has just said LHLO means to send a mail: a 421 would make Postfix put it off
  }
}

void Session::say_good_bye() {
  send_lines(reply::closing("4.3.2", settings_.hostname, "Shutting down"));
  close("Shutting down");
}

// One command, or what has come of a message; false when nothing more can be done now.
bool Session::step() {
  if (delivering_ || starting_tls_) {
    return false;
  }
  if (intake_.mode() != MessageIntake::Mode::none) {
    return take_message();
  }
  if (held_line_) {
    if (transaction_.waiting()) {
      return false;
    }
    const std::string line = *std::exchange(held_line_, std::nullopt);
    run(line);
    return true;
  }
  if (transaction_.open_questions() >= kMaxOpenQuestions) {
    return false;
  }
  const auto line = reader_.next();
  if (!line) {
    return false;
  }
  if (line->too_long) {
    if (transaction_.waiting()) {
      transaction_.refuse(reply::line(reply::kLineTooLong));
    } else {
      send(reply::kLineTooLong);
    }
    return true;
  }
  const auto command = parse_command(line->text);
  if (transaction_.waiting() && (!command || command->verb != Verb::rcpt)) {
    held_line_ = std::string(line->text);  // its reply must come after those of the RCPT commands before it
    return true;
  }
  run(line->text);
  return true;
}

bool Session::take_message() {
  MessageIntake::Taken taken = intake_.take(reader_.rest());
  reader_.skip(taken.used);
  if (!taken.bytes.empty()) {
    effects_.emplace_back(Append{std::move(taken.bytes)});
  }
  if (!taken.finished) {
    return false;
  }
  const auto mode = intake_.mode();
  intake_.end();
  if (mode == MessageIntake::Mode::data) {
    message_complete();
  } else if (mode == MessageIntake::Mode::chunk) {
    chunk_complete();
  }
  return true;
}

void Session::run(std::string_view line) {
  const auto command = parse_command(line);
  if (!command) {
    send(reply::kBadSyntax);
  } else {
    run(*command);
  }
}

// --- end of message

void Session::chunk_complete() {
  if (chunk_is_last_) {
    message_complete();
  } else {
    send_lines(reply::added(std::exchange(chunk_size_, 0)));
  }
}

void Session::message_complete() {
  if (!intake_.too_large()) {
    delivering_ = new_ticket();
    effects_.emplace_back(Deliver{*delivering_, transaction_.envelope()});
    return;
  }
  std::string lines;
  for (const Recipient& recipient : transaction_.envelope().recipients) {
    lines += reply::message_too_large(recipient);
  }
  drop_transaction();
  send_lines(std::move(lines));
}

// --- replies

void Session::send(std::string_view reply_line) {
  send_counted(reply::line(reply_line));
}

void Session::send_counted(std::string lines) {
  // Only mistakes of the client count, not mail that is refused: 500, 501, 502, 503.
  const bool mistake = lines.starts_with("50");
  if (mistake && ++bad_commands_ > kMaxBadCommands) {
    send_lines(reply::closing("4.7.0", settings_.hostname, "Too many invalid commands."));
    return close("Too many invalid commands");
  }
  if (!mistake) {
    bad_commands_ = 0;
  }
  send_lines(std::move(lines));
}

void Session::send_lines(std::string lines) {
  if (closed_ || lines.empty()) {
    return;
  }
  if (!effects_.empty()) {
    if (Send* last = std::get_if<Send>(&effects_.back())) {
      last->bytes += lines;  // replies of pipelined commands leave in one write
      return;
    }
  }
  effects_.emplace_back(Send{std::move(lines)});
}

void Session::drop_transaction() {
  if (transaction_.open()) {
    effects_.emplace_back(Abandon{});
  }
  transaction_.reset();
  intake_.reset();
  chunk_failed_ = false;
  forwarded_ = {};
}

void Session::close(std::string_view reason) {
  if (closed_) {
    return;
  }
  std::string text = std::string(reason) + " (state=" + state_name() + ")";
  drop_transaction();
  effects_.emplace_back(base::Close{std::move(text)});
  closed_ = true;
}

}  // namespace dovetail::lmtp::protocol
