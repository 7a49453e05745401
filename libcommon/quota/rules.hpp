// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "libcommon/maildir/maildirsize.hpp"
#include "libcommon/quota/rule.hpp"

namespace dovetail::quota {

// All rules of one quota root in their order, and what follows from them. A value; may be shared once filled.
class Rules {
 public:
  void add(Rule rule) { rules_.push_back(std::move(rule)); }

  // The limits of the whole account; 0 is unlimited.
  maildir::Amount defaults() const;
  // No rule forces limits: what the back end has stored counts (2.3: the header of maildirsize).
  bool stored_limits_count() const;

  // The limits for mail into this mailbox, on top of `defaults` (those of defaults(), or the stored ones).
  // The first rule that matches decides. Never below 1 where a default limit exists: 0 would mean unlimited.
  maildir::Amount limits_for(std::string_view mailbox, const maildir::Amount& defaults) const;
  bool ignores(std::string_view mailbox) const;

 private:
  std::vector<Rule> rules_;
};

// How far one last mail may go over the limit. Dovecot 2.3: 10 % unless configured.
struct Grace {
  std::int64_t value = 10;  // percent of the limit, or bytes
  bool percent = true;
  std::int64_t bytes_for(std::int64_t limit) const;
};

}  // namespace dovetail::quota
