// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemons/lmtpd/setup.hpp"
#include "daemons/lmtpd/user_slots.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/base/unique_function.hpp"
#include "lmtp/delivery/plan.hpp"
#include "lmtp/delivery/spool.hpp"
#include "lmtp/envelope.hpp"
#include "lmtp/outcome.hpp"

namespace dovetail::lmtpd {

class DeliveryShop;

// A recipient as RCPT left it.
struct Resolved {
  dovetail::maildir::MailUser user;
  std::string mailbox = "INBOX";  // the detail mailbox, where that is wanted
  UserSlots::Slot slot;
};

// One message on its way to all its recipients, from the final dot to the replies. Lives in the shop until
// the last recipient is done, whatever becomes of the connection: an accepted mail is delivered. Loop thread.
class Delivery {
 public:
  using Done = base::UniqueFunction<void(std::vector<lmtp::Outcome>)>;

  Delivery(DeliveryShop& shop, ConfigRef config, lmtp::Envelope envelope,
           std::unique_ptr<lmtp::delivery::SpooledMessage> message, std::string added,
           std::vector<Resolved> recipients, Done done);

  void start();
  bool over() const { return open_ == 0; }

  // The delivery this one waited for (the same mail, on another connection) has ended.
  void settle(std::size_t part, const lmtp::Outcome& outcome);

 private:
  struct Part {
    Resolved resolved;
    std::string key;  // delivery key; empty: not remembered
    std::unique_ptr<lmtp::delivery::Plan> plan;
    lmtp::Outcome outcome{lmtp::Verdict::internal_failure, {}};  // until it is known to be another
    std::size_t same_as = 0;  // an earlier RCPT of the same user and address; itself where there is none
    std::size_t unsent = 0;   // outgoing mails without an answer
    bool started = false;
    bool done = false;
  };

  void find_duplicates();
  bool prepare(std::size_t part);
  void run(std::size_t part);
  void stored(std::size_t part);
  void send_mails(std::size_t part);
  void send_mail(std::size_t part, std::size_t mail);
  void mail_answered(std::size_t part);
  void finish(std::size_t part);
  void part_done(std::size_t part, lmtp::Outcome outcome);
  void run_the_others();
  std::string session_of(std::size_t part) const;
  void log(std::size_t part, base::Severity severity, const std::string& text) const;

  DeliveryShop& shop_;
  ConfigRef config_;
  lmtp::Envelope envelope_;
  std::unique_ptr<lmtp::delivery::SpooledMessage> message_;
  std::string added_;
  lmtp::maildir::LinkSource link_;
  std::vector<Part> parts_;
  Done done_;
  std::size_t open_ = 0;
  bool first_is_written_ = false;  // the others may link to it now
  base::Lifetime lifetime_;
};

}  // namespace dovetail::lmtpd
