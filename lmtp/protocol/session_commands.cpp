// SPDX-License-Identifier: MIT
#include "lmtp/protocol/chunk_command.hpp"
#include "lmtp/protocol/limits.hpp"
#include "lmtp/protocol/reply.hpp"
#include "lmtp/protocol/session.hpp"
#include "lmtp/protocol/xforward.hpp"

// The commands of a Session, one function each; the loop that calls them stands in session.cpp.
namespace dovetail::lmtp::protocol {

void Session::run(const Command& command) {
  const bool bare = command.arguments.empty();
  switch (command.verb) {
    case Verb::lhlo:
      return lhlo(command.arguments);
    case Verb::mail:
      return mail(command.arguments);
    case Verb::rcpt:
      return rcpt(command.arguments);
    case Verb::data:
      return data(command.arguments);
    case Verb::bdat:
      return bdat(command.arguments);
    case Verb::noop:
      return send(reply::kOk);
    case Verb::vrfy:
      return send(bare ? reply::kBadParameters : reply::kVerify);
    case Verb::xclient:
      return send(reply::kNotTrusted);
    case Verb::xforward:
      return xforward(command.arguments);
    case Verb::starttls:
      return bare ? starttls() : send(reply::kBadParameters);
    case Verb::quit:
      return bare ? quit() : send(reply::kBadParameters);
    case Verb::rset:
      if (bare) {
        drop_transaction();
      }
      return send(bare ? reply::kOk : reply::kBadParameters);
    case Verb::unknown:
      return send(reply::kUnknownCommand);
  }
}

void Session::lhlo(std::string_view arguments) {
  if (arguments.empty()) {
    return send(reply::kMissingHostname);
  }
  if (arguments.find(' ') != std::string_view::npos) {
    return send(reply::kBadSyntax);
  }
  drop_transaction();
  lhlo_ = wire::is_domain(arguments, true) ? std::string(arguments) : std::string();
  greeted_ = true;
  send_lines(capabilities());
}

std::string Session::capabilities() const {
  const std::string size =
      settings_.max_message_size == 0 ? "" : " " + std::to_string(settings_.max_message_size);
  std::string list = reply::line("250-" + settings_.hostname) + reply::line("250-8BITMIME") +
                     reply::line("250-CHUNKING") + reply::line("250-ENHANCEDSTATUSCODES") +
                     reply::line("250-PIPELINING") + reply::line("250-SIZE" + size);
  if (settings_.tls && !tls_active_) {
    list += reply::line("250-STARTTLS");
  }
  if (settings_.trusted) {
    return list + reply::line("250-SMTPUTF8") + reply::line("250 XFORWARD " + std::string(kForwardedNames));
  }
  return list + reply::line("250 SMTPUTF8");
}

void Session::mail(std::string_view arguments) {
  if (transaction_.open()) {
    return send(reply::kMailAlready);
  }
  const auto mail = parse_mail(arguments, settings_.workarounds);
  if (!mail) {
    return send(mail.error());
  }
  if (settings_.max_message_size != 0 && mail->size && *mail->size > settings_.max_message_size) {
    return send(reply::kTooLarge);
  }
  ++transactions_;
  Envelope start;
  start.sender = mail->sender;
  start.transaction = settings_.id + (transactions_ > 1 ? ":T" + std::to_string(transactions_) : "");
  start.lhlo = lhlo_;
  start.forwarded = forwarded_;
  start.smtputf8 = mail->smtputf8;
  transaction_.begin(std::move(start));
  chunk_failed_ = false;
  send(reply::kMailOk);
}

void Session::rcpt(std::string_view arguments) {
  if (!transaction_.open()) {
    return send(reply::kMailNeeded);
  }
  auto rcpt = parse_rcpt(arguments, settings_.workarounds, transaction_.envelope().smtputf8);
  if (!rcpt || transaction_.given() >= kMaxRecipients) {
    const std::string line = rcpt ? std::string(reply::kTooManyRecipients) : std::move(rcpt).error();
    if (!transaction_.waiting()) {
      return send(line);
    }
    return transaction_.refuse(reply::line(line));
  }
  const base::Ticket ticket = new_ticket();
  effects_.emplace_back(ResolveRecipient{
      ticket, transaction_.ask(ticket, std::move(rcpt->recipient), std::move(rcpt->original))});
}

void Session::data(std::string_view arguments) {
  if (!arguments.empty()) {
    return send(reply::kBadParameters);
  }
  if (!transaction_.open()) {
    return send(reply::kMailNeeded);
  }
  if (chunk_failed_) {
    return send(reply::kChunkFailed);
  }
  if (intake_.started()) {
    return send(reply::kDataAfterChunk);
  }
  if (!transaction_.has_recipients()) {
    return send(reply::kNoRecipients);
  }
  send(reply::kData);
  intake_.begin_data();
}

void Session::bdat(std::string_view arguments) {
  const ChunkCommand chunk = parse_chunk(arguments);
  if (!chunk.octets) {
    return refuse_chunk(reply::kBadChunkSize, chunk.octets);
  }
  if (!chunk.marker_valid) {
    return refuse_chunk(reply::kBadEndMarker, chunk.octets);
  }
  if (!transaction_.open()) {
    return refuse_chunk(reply::kMailNeeded, chunk.octets);
  }
  if (chunk_failed_) {
    return refuse_chunk(reply::kChunkFailed, chunk.octets);
  }
  if (!transaction_.has_recipients()) {
    return refuse_chunk(reply::kNoRecipients, chunk.octets);
  }
  begin_chunk(*chunk.octets, chunk.last);
}

void Session::begin_chunk(std::uint64_t octets, bool last) {
  chunk_is_last_ = last;
  intake_.begin_chunk(octets, true);
  if (octets == 0) {
    intake_.end();
    chunk_complete();
  } else {
    chunk_size_ = octets;
  }
}

// The octets of a refused chunk follow all the same (RFC 3030 §2): read as commands they would be mischief.
void Session::refuse_chunk(std::string_view reply_line, std::optional<std::uint64_t> octets) {
  chunk_failed_ = transaction_.open();
  send(reply_line);
  if (octets && *octets > 0 && !closed_) {
    intake_.begin_chunk(*octets, false);
  }
}

void Session::xforward(std::string_view arguments) {
  if (!settings_.trusted) {
    return send(reply::kNotTrusted);
  }
  if (transaction_.open()) {
    return send(reply::kMailAlready);
  }
  send(parse_xforward(arguments, forwarded_) ? reply::kOk : reply::kBadParameters);
}

void Session::starttls() {
  if (!settings_.tls || tls_active_) {
    return send(reply::kNoTls);
  }
  send(reply::kBeginTls);
  effects_.emplace_back(base::StartTls{});
  starting_tls_ = true;
}

void Session::quit() {
  send(reply::kBye);
  close("Logged out");
}

}  // namespace dovetail::lmtp::protocol
