// SPDX-License-Identifier: MIT
#include "lmtp/outbound/smtp_client.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/outbound/limits.hpp"

namespace dovetail::lmtp::outbound {

SmtpClient::SmtpClient(const OutgoingMail& mail, std::string hostname, std::chrono::milliseconds timeout)
    : mail_(mail), hostname_(std::move(hostname)), timeout_(timeout) {}

void SmtpClient::receive(std::string_view bytes) {
  replies_.append(bytes);
  while (stage_ != Stage::done) {
    const auto reply = replies_.next();
    if (!reply) {
      break;
    }
    take(*reply);
  }
  if (replies_.broken()) {
    finish(SendStatus::temporary, "the server's reply is no SMTP");
  }
}

void SmtpClient::peer_closed() {
  finish(SendStatus::temporary, "the server closed the connection");
}

void SmtpClient::deadline_passed() {
  finish(SendStatus::temporary, "the server did not answer in time");
}

std::optional<std::chrono::milliseconds> SmtpClient::wanted_deadline() const {
  if (stage_ == Stage::done) {
    return std::nullopt;
  }
  return stage_ == Stage::after_dot ? std::max<std::chrono::milliseconds>(timeout_, kDataDone) : timeout_;
}

std::optional<SmtpClient::Effect> SmtpClient::next() {
  if (!effects_.empty()) {
    Effect effect = std::move(effects_.front());
    effects_.pop_front();
    return effect;
  }
  if (stage_ == Stage::body) {
    return base::Send{next_block()};
  }
  return std::nullopt;
}

std::string SmtpClient::next_block() {
  const std::size_t all = mail_.head.size() + mail_.tail.size();
  std::string block;
  while (block.size() < kMessageBlock && sent_bytes_ < all) {
    const bool in_head = sent_bytes_ < mail_.head.size();
    const std::string_view source = in_head ? std::string_view(mail_.head).substr(sent_bytes_)
                                            : mail_.tail.substr(sent_bytes_ - mail_.head.size());
    const std::string_view piece = source.substr(0, kMessageBlock);
    stuffer_.feed(piece, block);
    sent_bytes_ += piece.size();
  }
  if (sent_bytes_ == all) {
    stuffer_.finish(block);
    stage_ = Stage::after_dot;
  }
  return block;
}

void SmtpClient::take(const SmtpReply& reply) {
  switch (stage_) {
    case Stage::greeting:
      return after_greeting(reply);
    case Stage::ehlo:
      return after_ehlo(reply);
    case Stage::helo:
      return reply.positive() ? send_mail_from() : refused(reply);
    case Stage::mail:
      return reply.positive() ? send_rcpt() : refused(reply);
    case Stage::rcpt:
      return after_rcpt(reply);
    case Stage::data:
      if (reply.code != 354) {
        return refused(reply);
      }
      stage_ = Stage::body;
      return;
    case Stage::after_dot:
      return reply.positive() ? finish(SendStatus::sent, reply.text()) : refused(reply);
    case Stage::body:
      return refused(reply);  // 421 in the middle, or a reply nobody asked for
    case Stage::done:
      return;
  }
}

void SmtpClient::after_greeting(const SmtpReply& reply) {
  if (!reply.positive()) {
    // RFC 5321 §3.1: 554 says "no SMTP service here", which another time may be otherwise.
    return finish(SendStatus::temporary, reply.text());
  }
  command(Stage::ehlo, "EHLO " + hostname_);
}

void SmtpClient::after_ehlo(const SmtpReply& reply) {
  if (reply.code >= 500) {
    return command(Stage::helo, "HELO " + hostname_);
  }
  if (!reply.positive()) {
    return refused(reply);
  }
  for (const std::string& line : reply.lines) {
    const std::string keyword = base::uppered(line.substr(0, line.find(' ')));
    offers_8bit_ = offers_8bit_ || keyword == "8BITMIME";
    offers_size_ = offers_size_ || keyword == "SIZE";
    offers_utf8_ = offers_utf8_ || keyword == "SMTPUTF8";
  }
  send_mail_from();
}

void SmtpClient::send_mail_from() {
  if (mail_.needs_smtputf8() && !offers_utf8_) {
    return finish(SendStatus::permanent, "SMTPUTF8 is required, but was not offered");
  }
  std::string line = "MAIL FROM:" + mail_.sender.path();
  if (offers_size_) {
    line += " SIZE=" + std::to_string(mail_.head.size() + mail_.tail.size());
  }
  if (offers_8bit_ && mail_.has_8bit()) {
    line += " BODY=8BITMIME";
  }
  if (mail_.needs_smtputf8()) {
    line += " SMTPUTF8";
  }
  command(Stage::mail, line);
}

void SmtpClient::send_rcpt() {
  command(Stage::rcpt, "RCPT TO:" + mail_.recipients[recipient_].path());
}

void SmtpClient::after_rcpt(const SmtpReply& reply) {
  if (!reply.positive()) {
    return refused(reply);
  }
  if (++recipient_ < mail_.recipients.size()) {
    return send_rcpt();
  }
  command(Stage::data, "DATA");
}

void SmtpClient::refused(const SmtpReply& reply) {
  // A server that goes away (421) has not decided anything.
  finish(reply.code >= 500 && reply.code <= 599 ? SendStatus::permanent : SendStatus::temporary,
         reply.text());
}

void SmtpClient::finish(SendStatus status, std::string detail) {
  if (stage_ == Stage::done) {
    return;
  }
  if (stage_ != Stage::body && stage_ != Stage::greeting) {
    effects_.emplace_back(base::Send{"QUIT\r\n"});
  }
  stage_ = Stage::done;
  effects_.emplace_back(Sent{{status, detail}});
  effects_.emplace_back(base::Close{std::move(detail)});
}

// Users write the addresses. Whatever their parser let pass, a control byte in a command is never sent:
// behind a line end it would be a command of theirs.
void SmtpClient::command(Stage next, const std::string& line) {
  if (std::any_of(line.begin(), line.end(), base::is_control)) {
    return finish(SendStatus::permanent, "an address with control characters");
  }
  stage_ = next;
  effects_.emplace_back(base::Send{line + "\r\n"});
}

}  // namespace dovetail::lmtp::outbound
