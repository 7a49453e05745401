// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lmtp/delivery/filing.hpp"
#include "lmtp/delivery/log_format.hpp"
#include "lmtp/delivery/spool.hpp"
#include "lmtp/envelope.hpp"
#include "lmtp/outbound/outgoing_mail.hpp"
#include "lmtp/outcome.hpp"

namespace dovetail::lmtp::message {
class Message;
}

namespace dovetail::lmtp::sieve {
struct Action;
struct Outcome;
}  // namespace dovetail::lmtp::sieve

namespace dovetail::lmtp::delivery {

// One recipient's delivery as it is ordered. What is pointed to must outlive the plan: it belongs to the
// transaction, which waits for all its plans.
struct Order {
  const Envelope* envelope = nullptr;
  Recipient recipient;
  const SpooledMessage* message = nullptr;
  const std::string* added = nullptr;  // header fields of ours
  dovetail::maildir::MailUser user;
  std::string default_mailbox = "INBOX";
  std::string sieve_user_address;  // what the scripts' "to" is: the recipient without brackets
  Filing::Occasion occasion;
};

// A mail that has to go out before the delivery is over.
struct PlannedMail {
  outbound::OutgoingMail mail;
  std::string once_key;     // not again within sieve_redirect_duplicate_period; empty: always
  std::string done_text;    // for the log: "redirect action: forwarded to <…>"
  std::string failed_text;  // "redirect action: failed to redirect message to <…>"
  std::size_t action = 0;
};

// One recipient's delivery, in up to three parts:
//   begin()    on a worker: scripts, then everything that stores
//   sent()     on the loop, once for each outgoing mail, when its fate is known
//   complete() on a worker, where needs_keep(): the message goes to the default mailbox after all
// Between the parts it is a value that moves; never used by two threads at once. A failing script means keep
// in the default mailbox; a failing store a temporary reply, unless something was stored already.
class Plan {
 public:
  Plan(const Means& means, const Policy& policy, Order order);
  ~Plan();
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  void begin();
  std::vector<PlannedMail>& outgoing() { return outgoing_; }
  // `skipped`: sent within the period before; counts as neither success nor failure of the script.
  void sent(std::size_t mail, const outbound::SendOutcome& outcome, bool skipped = false);
  bool needs_keep() const;
  void complete();

  const Order& order() const { return order_; }
  const Outcome& outcome() const { return outcome_; }
  std::vector<LogLine>& log() { return log_; }
  const std::vector<lmtp::maildir::Journal::Attempt>& attempts() const { return attempts_; }

 private:
  struct Working;
  bool prepare();
  void find_original_recipient();
  wire::MailAddress redirect_sender() const;
  void deliver_plainly(Filing& filing);
  void deliver_by_script(Filing& filing);
  bool store_into_default(Filing& filing, const Pieces& pieces, bool by_script);
  void carry_out(Filing& filing, std::size_t index);
  void store(Filing& filing, std::size_t index);
  void redirect(std::size_t index);
  void reject(std::size_t index);
  void fail(const FilingFailure& failure);
  Pieces pieces_of(const std::optional<std::string>& edited, const std::vector<std::string>& flags) const;
  void note(const std::string& text, bool by_script, base::Severity severity = base::Severity::info);
  void remember(const Filing::Filed& filed);

  const Means& means_;
  const Policy& policy_;
  Order order_;
  quota::Settings quota_;
  LogFacts facts_;
  std::unique_ptr<Working> working_;  // message, script outcome
  std::vector<PlannedMail> outgoing_;
  std::vector<LogLine> log_;
  std::vector<lmtp::maildir::Journal::Attempt> attempts_;
  Outcome outcome_;
  bool decided_ = false;  // the outcome is a failure and stays
  bool stored_ = false;   // something of this delivery is on disk
};

}  // namespace dovetail::lmtp::delivery
