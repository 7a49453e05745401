// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::quota {

// One limit of a rule, such as "storage=+10%".
struct Limit {
  enum class Resource { bytes, messages };
  Resource resource = Resource::bytes;
  std::int64_t value = 0;  // bytes, messages or percent; negative: less than the default
  bool percent = false;    // of the default limit
  bool operator==(const Limit&) const = default;
};

// One `quota_rule` of Dovecot 2.3.
struct Rule {
  enum class Kind {
    forced,         // "*": the default limits
    unless_stored,  // "?": the default limits where the back end (the header of maildirsize) has none of its
                    // own
    mailbox,        // limits of one mailbox, relative to the default
    ignored,        // mail in this mailbox does not count
  };
  Kind kind = Kind::forced;
  std::string mailbox;  // may hold the wild cards * and ?
  std::vector<Limit> limits;
};

// Errors are permanent and say what is wrong: such a user cannot be served (lmtp answers 451, nobody loses
// mail to a typing error).
base::Result<Rule> parse_rule(std::string_view text);

// A size as in "100M" or, where `percent_allowed`, "10%"; without a unit it counts `default_unit` bytes.
base::Result<Limit> parse_amount(std::string_view text, std::int64_t default_unit, bool percent_allowed);

// `pattern` with * and ?; "INBOX" in any case.
bool matches_mailbox(std::string_view pattern, std::string_view mailbox);

}  // namespace dovetail::quota
