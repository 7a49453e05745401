// SPDX-License-Identifier: MIT
#include "lmtp/delivery/plan.hpp"
#include "lmtp/delivery/plan_working.hpp"
#include "lmtp/message/address.hpp"
#include "lmtp/outbound/redirect.hpp"

// What a Plan does for each action of its scripts; the order of events stands in plan.cpp.
namespace dovetail::lmtp::delivery {

void Plan::carry_out(Filing& filing, std::size_t index) {
  const sieve::Action& action = working_->script.actions[index];
  if (std::holds_alternative<sieve::Store>(action.what)) {
    store(filing, index);
  } else if (std::holds_alternative<sieve::Redirect>(action.what)) {
    redirect(index);
  } else if (std::holds_alternative<sieve::Reject>(action.what)) {
    reject(index);
  } else if (std::holds_alternative<sieve::Discard>(action.what)) {
    note("discard action: Marked message to be discarded if not explicitly delivered (discard action)", true);
    working_->succeeded[index] = true;
  } else {
    note("action of script " + action.script + " line " + std::to_string(action.line) +
             " is not carried out here",
         true, base::Severity::warning);
  }
}

void Plan::store(Filing& filing, std::size_t index) {
  const auto& store = std::get<sieve::Store>(working_->script.actions[index].what);
  const Pieces pieces = pieces_of(store.header, store.flags);
  if (store.origin == sieve::Store::Origin::keep) {
    working_->succeeded[index] = store_into_default(filing, pieces, true);
    return;
  }
  auto filed = filing.file(store.mailbox, pieces, store.create);
  if (filed) {
    remember(*filed);
    note("fileinto action: stored mail into mailbox '" + filed->mailbox + "'", true);
    working_->succeeded[index] = true;
    return;
  }
  note("fileinto action: failed to store into mailbox '" + store.mailbox + "': " + filed.error().reason, true,
       base::Severity::error);
  if (filed.error().temporary() && !stored_) {
    fail(filed.error());
  }
}

void Plan::redirect(std::size_t index) {
  const auto& redirect = std::get<sieve::Redirect>(working_->script.actions[index].what);
  const auto target = wire::parse_mailbox(redirect.address, {.utf8 = true});
  const std::string header = redirect.header.value_or(working_->header);
  const std::string own = order_.recipient.address.raw();
  if (!target || outbound::is_redirect_loop(header, own)) {
    note("redirect action: not forwarding message to <" + redirect.address +
             ">: the `x-sieve-redirected-from' header indicates a mail loop",
         true, base::Severity::warning);
    return;
  }
  PlannedMail planned;
  const std::string id = "<dovetail-" + order_.occasion.key.substr(0, 24) + "-" +
                         std::to_string(base::unix_seconds(order_.occasion.now)) + "@" + policy_.hostname +
                         ">";
  planned.mail = outbound::redirected({.added = {},
                                       .header = header,
                                       .body = working_->message.body(),
                                       .sender = redirect_sender(),
                                       .target = *target,
                                       .redirected_from = own,
                                       .implementation = policy_.sieve.implementation,
                                       .message_id = id});
  planned.once_key = outbound::redirect_key(header, own, redirect.address).value_or("");
  planned.done_text = "redirect action: forwarded to <" + redirect.address + ">";
  planned.failed_text = "redirect action: failed to redirect message to <" + redirect.address + ">";
  planned.action = index;
  outgoing_.push_back(std::move(planned));
}

void Plan::reject(std::size_t index) {
  const auto& reject = std::get<sieve::Reject>(working_->script.actions[index].what);
  if (order_.envelope->sender.is_null()) {
    note("reject action: not sending reject message to <>", true);
  } else {
    note("reject action: rejected message from <" + order_.envelope->sender.text() + "> (reject)", true);
    outcome_ = {Verdict::refused, reject.reason};
    decided_ = !stored_;
  }
  working_->succeeded[index] = true;
}

void Plan::sent(std::size_t mail, const outbound::SendOutcome& outcome, bool skipped) {
  const PlannedMail& planned = outgoing_[mail];
  if (skipped) {
    note(planned.done_text + ": discarded duplicate forward", true);
    return;
  }
  if (outcome.status == outbound::SendStatus::sent) {
    working_->succeeded[planned.action] = true;
    note(planned.done_text, true);
    stored_ = true;  // it has left: a temporary reply now would send it once more
    return;
  }
  const bool temporary = outcome.status == outbound::SendStatus::temporary;
  note(planned.failed_text + ": " + outcome.detail +
           (temporary ? " (temporary failure)" : " (permanent failure)"),
       true, base::Severity::error);
  if (temporary && !stored_) {
    fail({Verdict::mailbox_failure,
          "Execution of Sieve filters was aborted due to temporary failure",
          {},
          false,
          false});
  }
}

// The null sender stays null: nobody may answer a bounce.
wire::MailAddress Plan::redirect_sender() const {
  const wire::MailAddress& sender = order_.envelope->sender;
  const std::string& wanted = policy_.redirect_sender;
  if (sender.is_null() || wanted == "sender") {
    return sender;
  }
  std::string chosen = wanted;
  if (wanted == "recipient") {
    return order_.recipient.address;
  }
  if (wanted == "orig_recipient") {
    chosen = order_.recipient.original;
  } else if (wanted == "postmaster") {
    chosen =
        policy_.postmaster.empty() ? "postmaster@" + order_.recipient.address.domain : policy_.postmaster;
  } else if (wanted == "user_email") {
    const auto own = order_.user.plugin.find("sieve_user_email");
    chosen = own == order_.user.plugin.end() ? order_.user.name : own->second;
  }
  const auto address = message::parse_single_address(chosen);
  return address ? wire::MailAddress{address->local_part, address->domain} : sender;
}

}  // namespace dovetail::lmtp::delivery
