// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/base/session.hpp"
#include "lmtp/envelope.hpp"
#include "lmtp/outcome.hpp"

namespace dovetail::lmtp::protocol {

// The envelope while it is being given. RCPT commands may be resolved several at a time; their replies go out
// in the order of the commands, and accepted recipients join the envelope in that order.
class Transaction {
 public:
  bool open() const { return open_; }
  void begin(Envelope start);
  void reset();

  // A recipient to be resolved; gets its number here.
  const Recipient& ask(base::Ticket ticket, wire::MailAddress address, std::string original);
  // A RCPT that is answered without asking.
  void refuse(std::string reply_line);
  // False: no such question (the transaction it belonged to is gone).
  bool answer(base::Ticket ticket, const Outcome& outcome);
  // Replies that may be sent now, in order; empty if the oldest question is still open.
  std::vector<std::string> take_replies();

  bool waiting() const { return !slots_.empty(); }
  std::size_t open_questions() const { return slots_.size(); }
  std::size_t given() const { return given_; }
  const Envelope& envelope() const { return envelope_; }
  bool has_recipients() const { return !envelope_.recipients.empty(); }

 private:
  struct Slot {
    Recipient recipient;
    bool accepted = false;
    std::optional<std::string> reply;
  };
  void adopt_earlier(Recipient& recipient) const;

  bool open_ = false;
  Envelope envelope_;
  std::deque<Slot> slots_;
  std::size_t given_ = 0;  // RCPT commands with a valid path
};

}  // namespace dovetail::lmtp::protocol
