// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::wire {

// An address as RFC 5321 §4.1.2 transports it. `local` is what it means, without quotes and backslashes:
// "a b"@example.com has the local part `a b`. Both empty: the null reverse-path <>. An empty domain alone: a
// bare local part, as LMTP allows in RCPT. Compares by bytes; only the receiving side knows whether case
// matters.
struct MailAddress {
  std::string local;
  std::string domain;  // as given; an address literal with its brackets

  bool is_null() const { return local.empty() && domain.empty(); }
  std::string raw() const;   // local@domain without quoting: the form for lookups and logs
  std::string text() const;  // local@domain with the local part quoted where the grammar wants it
  std::string path() const;  // <local@domain>, or <>

  auto operator<=>(const MailAddress&) const = default;
};

struct PathRules {
  bool domain_required = false;  // false: <postmaster> and <user> are accepted
  bool null_allowed = false;     // <>: reverse-paths only
  bool utf8 = false;             // RFC 6531: 8-bit bytes that are valid UTF-8 in both parts
};

struct ParsedPath {
  MailAddress address;
  std::size_t consumed = 0;  // up to and with the ">"
};

// Reads <path> at the very start of `input`; a source route (@a,@b:) is read and dropped (RFC 5321 App. C).
// Nothing if it does not follow the grammar, is longer than kMaxPathLength or holds a control byte.
std::optional<ParsedPath> parse_path(std::string_view input, PathRules rules);

// The whole text as an address without brackets, by the same grammar.
std::optional<MailAddress> parse_mailbox(std::string_view text, PathRules rules = {});

// A dotted name or an address literal; labels as in the wild (underscores too), lengths by RFC 1035.
bool is_domain(std::string_view text, bool utf8 = false);

// "a b" -> "\"a b\""; a dot-atom stays as it is (RFC 5321 §4.1.2 Local-part).
std::string quoted_local_part(std::string_view local);

struct AddressParts {
  std::string_view local;
  std::string_view domain;  // empty if there is no "@"
};
// Splits a raw address at its last "@", as local parts may hold one. Views into `raw`.
AddressParts split_at_last_at(std::string_view raw);

struct DetailParts {
  std::string_view user;
  std::string_view detail;  // after the delimiter, may be empty
  char delimiter = 0;       // 0: no detail
};
// Splits user+detail at the first byte that is one of `delimiters`, never before the first byte: "+x" is a
// user.
DetailParts split_detail(std::string_view local, std::string_view delimiters);

}  // namespace dovetail::wire
