// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>
#include <string>

#include "daemons/lmtpd/setup.hpp"
#include "daemons/lmtpd/smtp_sender.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/base/log.hpp"
#include "libcommon/daemon/drain.hpp"
#include "libcommon/event/worker_pool.hpp"

namespace dovetail::lmtpd {

// The way out for redirected mail: SMTP to submission_host on the loop, or sendmail as a child of a worker.
// Where neither is said, 127.0.0.1:25 is taken if this process may not gain privileges (NoNewPrivileges=:
// sendmail's set-gid helper could not work), else sendmail. Bounded; what does not fit is a temporary failure
// at once.
class Outbox final : public daemon::Drain {
 public:
  using Done = SmtpSender::Done;

  Outbox(event::Loop& loop, event::WorkerPool& workers, base::Log& log)
      : loop_(loop), workers_(workers), log_(log) {}

  // `done` comes from the loop; `mail` must live until then.
  void send(const ConfigRef& config, const lmtp::outbound::OutgoingMail& mail, Done done);

  void shut_down() override {}
  bool at_rest() const override { return senders_.empty() && children_ == 0; }

 private:
  struct Entry {
    std::unique_ptr<SmtpSender> sender;
  };
  void by_smtp(const ConfigRef& config, const std::string& host, const lmtp::outbound::OutgoingMail& mail,
               Done done);
  void by_sendmail(const ConfigRef& config, const lmtp::outbound::OutgoingMail& mail, Done done);

  event::Loop& loop_;
  event::WorkerPool& workers_;
  base::Log& log_;
  std::list<Entry> senders_;
  std::size_t children_ = 0;
  base::Lifetime lifetime_;
};

// submission_host, or what stands for it; empty: sendmail.
std::string submission_host_of(const LmtpSettings& settings);
bool may_not_gain_privileges();

}  // namespace dovetail::lmtpd
