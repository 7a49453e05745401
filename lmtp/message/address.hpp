// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::lmtp::message {

// A mailbox of a header field or a script.
struct Address {
  std::string local_part;  // without quoting; "" for ""@domain
  std::string domain;      // as written; a literal with its brackets
  std::string
      display_name;  // phrase before <…>, quoting removed, encoded words untouched; "" if there is none

  // local@domain, the local part quoted where RFC 5321 needs it.
  std::string mailbox() const;
  bool operator==(const Address&) const = default;
};

// The mailboxes of an RFC 5322 address list (unfolded): groups dissolved, routes and comments dropped.
// Lenient: an entry that cannot be read is skipped up to the next comma; text behind a complete address ends
// the list, as the mail program people compare with does it.
std::vector<Address> parse_address_list(std::string_view value);

// Exactly one mailbox with a domain, as scripts must give it. The error is a phrase for the script's author,
// such as "missing '>'" or "not a single address (found ',')".
base::Result<Address, std::string> parse_single_address(std::string_view text);

// An envelope path, with or without its brackets: a route is dropped, a local part alone has domain "".
// Nothing for anything else, the null path included.
std::optional<Address> parse_envelope_path(std::string_view text);

}  // namespace dovetail::lmtp::message
