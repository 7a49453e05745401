// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/smtp_sender.hpp"

namespace dovetail::lmtpd {

using lmtp::outbound::Sent;
using lmtp::outbound::SmtpClient;

SmtpSender::SmtpSender(event::Loop& loop, const lmtp::outbound::OutgoingMail& mail, std::string hostname,
                       std::chrono::milliseconds timeout, Done done)
    : loop_(loop),
      timeout_(timeout),
      done_(std::move(done)),
      client_(mail, std::move(hostname), timeout),
      connector_(loop),
      deadline_(loop,
                [this] {
                  client_.deadline_passed();
                  pump();
                }),
      finished_(loop, [this] { finish(); }) {}

void SmtpSender::start(std::vector<event::SocketAddress> addresses) {
  connector_.connect(std::move(addresses), timeout_,
                     [this](base::Result<event::UniqueFd> socket) { connected(std::move(socket)); });
}

void SmtpSender::connected(base::Result<event::UniqueFd> socket) {
  if (!socket) {
    client_.failed("cannot connect: " + socket.error().detail);
  } else {
    stream_ = std::make_unique<event::Stream>(loop_, *std::move(socket), *this);
  }
  pump();
}

void SmtpSender::stream_received(std::string_view bytes) {
  client_.receive(bytes);
  pump();
}

void SmtpSender::stream_ended() {
  client_.peer_closed();
  pump();
}

void SmtpSender::stream_failed(const base::Error& error) {
  client_.failed(error.detail);
  pump();
}

void SmtpSender::pump() {
  while (!over_ && (!stream_ || !stream_->congested())) {
    auto effect = client_.next();
    if (!effect) {
      break;
    }
    if (auto* send = std::get_if<base::Send>(&*effect)) {
      if (stream_) {
        stream_->write_owned(std::move(send->bytes));
      }
    } else if (auto* sent = std::get_if<Sent>(&*effect)) {
      outcome_ = std::move(sent->outcome);
    } else {
      over_ = true;
      finished_.schedule();
    }
  }
  const auto wanted = client_.wanted_deadline();
  over_ || !wanted || !stream_ ? deadline_.cancel() : deadline_.schedule(*wanted);
}

void SmtpSender::finish() {
  if (stream_) {
    stream_->flush();  // QUIT, if it gets through; nobody waits for the answer
  }
  Done done = std::move(done_);
  done(std::move(outcome_));
}

}  // namespace dovetail::lmtpd
