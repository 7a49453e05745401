// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "libcommon/base/unique_function.hpp"
#include "libcommon/event/connector.hpp"
#include "libcommon/event/deferred.hpp"
#include "libcommon/event/loop.hpp"
#include "libcommon/event/stream.hpp"
#include "libcommon/event/timer.hpp"
#include "lmtp/outbound/smtp_client.hpp"

namespace dovetail::lmtpd {

// Sends one mail over one SMTP connection. Loop thread. `done` is called once, from the loop and never from
// within start(); the owner destroys the sender then or later. The mail must outlive it.
class SmtpSender final : public event::Stream::Handler {
 public:
  using Done = base::UniqueFunction<void(lmtp::outbound::SendOutcome)>;

  SmtpSender(event::Loop& loop, const lmtp::outbound::OutgoingMail& mail, std::string hostname,
             std::chrono::milliseconds timeout, Done done);

  void start(std::vector<event::SocketAddress> addresses);

 private:
  void connected(base::Result<event::UniqueFd> socket);
  void stream_received(std::string_view bytes) override;
  void stream_ended() override;
  void stream_drained() override { pump(); }
  void stream_failed(const base::Error& error) override;
  void pump();
  void finish();

  event::Loop& loop_;
  std::chrono::milliseconds timeout_;
  Done done_;
  lmtp::outbound::SmtpClient client_;
  lmtp::outbound::SendOutcome outcome_;
  event::Connector connector_;
  event::Timer deadline_;
  event::Deferred finished_;
  std::unique_ptr<event::Stream> stream_;
  bool over_ = false;
};

}  // namespace dovetail::lmtpd
