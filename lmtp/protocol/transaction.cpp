// SPDX-License-Identifier: MIT
#include "lmtp/protocol/transaction.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/protocol/reply.hpp"

namespace dovetail::lmtp::protocol {

void Transaction::begin(Envelope start) {
  reset();
  envelope_ = std::move(start);
  open_ = true;
}

void Transaction::reset() {
  open_ = false;
  envelope_ = {};
  slots_.clear();
  given_ = 0;
}

const Recipient& Transaction::ask(base::Ticket ticket, wire::MailAddress address, std::string original) {
  Slot slot;
  slot.recipient = {ticket, std::move(address), std::move(original), static_cast<unsigned>(++given_)};
  slots_.push_back(std::move(slot));
  return slots_.back().recipient;
}

void Transaction::refuse(std::string reply_line) {
  Slot slot;
  slot.reply = std::move(reply_line);
  slots_.push_back(std::move(slot));
}

bool Transaction::answer(base::Ticket ticket, const Outcome& outcome) {
  const auto slot = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& candidate) {
    return candidate.recipient.ticket == ticket && !candidate.reply;
  });
  if (slot == slots_.end()) {
    return false;
  }
  slot->accepted = outcome.verdict == Verdict::accepted;
  slot->reply = reply::to_rcpt(slot->recipient, outcome);
  return true;
}

// A recipient given twice is one delivery, and its second reply is the first one's, as Dovecot's.
void Transaction::adopt_earlier(Recipient& recipient) const {
  for (const Recipient& earlier : envelope_.recipients) {
    if (earlier.address.local == recipient.address.local &&
        base::equals_ignoring_case(earlier.address.domain, recipient.address.domain)) {
      recipient.address = earlier.address;
      recipient.number = earlier.number;
      return;
    }
  }
}

std::vector<std::string> Transaction::take_replies() {
  std::vector<std::string> replies;
  while (!slots_.empty() && slots_.front().reply) {
    Slot& slot = slots_.front();
    replies.push_back(*std::move(slot.reply));
    if (slot.accepted) {
      adopt_earlier(slot.recipient);
      envelope_.recipients.push_back(std::move(slot.recipient));
    }
    slots_.pop_front();
  }
  return replies;
}

}  // namespace dovetail::lmtp::protocol
