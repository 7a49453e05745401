// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/protocol/request.hpp"

namespace dovetail::policy::quota_status {

// What one request asks, as Dovecot's quota-status reads it: only `recipient`, `size` and `protocol_state` count.
struct Query {
  std::string user;              // empty: nothing to ask, the answer is DUNNO
  std::int64_t size = 1;         // bytes the client announced, at least 1
  std::string unexpected_state;  // not empty: a state other than RCPT, worth one warning a connection
  std::string bad_recipient;     // not empty: an address that cannot be read, worth an error line
};

// `delimiters`: recipient_delimiter, a set of characters; the local part is cut at the first of them.
Query query_of(const Request& request, std::string_view delimiters);

}  // namespace dovetail::policy::quota_status
