// SPDX-License-Identifier: MIT
#include "lmtp/message/address.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/message/address_parser.hpp"
#include "lmtp/message/limits.hpp"

namespace dovetail::lmtp::message {

namespace {

// RFC 5321 §4.1.2 Dot-string. 8-bit bytes are read in quotes only, so they are written in quotes.
bool is_dot_string(std::string_view local_part) {
  if (local_part.empty() || local_part.front() == '.' || local_part.back() == '.') return false;
  char before = '.';
  for (const char c : local_part) {
    const bool atom = base::is_alpha(c) || base::is_digit(c) ||
                      std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
    if (!atom && (c != '.' || before == '.')) return false;
    before = c;
  }
  return true;
}

// Behind a complete address only a separator or the end of its group may stand.
bool at_separator(AddressParser& parser) {
  parser.in().skip_cfws();
  const char c = parser.in().peek();
  return parser.in().at_end() || c == ',' || c == ';';
}

enum class Entry { address, nothing };

Entry parse_entry(AddressParser& parser, Address& address) {
  using Part = AddressParser::Part;
  const Part part = parser.phrase_and_bracket(address.display_name) ? parser.in_brackets(address, true)
                                                                    : parser.addr_spec(address);
  return part == Part::ok ? Entry::address : Entry::nothing;
}

std::string reason(AddressParser::Part part, const Address& address) {
  using Part = AddressParser::Part;
  switch (part) {
    case Part::bad_local_part:
      return "invalid local part";
    case Part::no_at_sign:
      return "invalid or lonely local part '" + address.local_part + "' (expecting '@')";
    case Part::bad_domain:
      return "invalid or missing domain";
    default:
      return "missing '>'";
  }
}

}  // namespace

std::string Address::mailbox() const {
  if (is_dot_string(local_part)) return local_part + "@" + domain;
  std::string quoted = "\"";
  for (const char c : local_part) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"@" + domain;
}

std::vector<Address> parse_address_list(std::string_view value) {
  AddressParser parser(value);
  std::vector<Address> found;
  bool in_group = false;
  while (found.size() < limits::kAddresses) {
    parser.in().skip_cfws();
    if (parser.in().at_end()) break;
    if (parser.in().take(',')) continue;
    if (in_group && parser.in().take(';')) {
      in_group = false;
      continue;
    }
    if (!in_group && parser.group_start()) {
      in_group = true;
      continue;
    }
    Address address;
    const std::size_t begin = parser.in().position();
    if (parse_entry(parser, address) == Entry::address) {
      found.push_back(std::move(address));
      if (!at_separator(parser) || (!in_group && parser.in().peek() == ';')) break;
    } else {
      parser.in().move_to(begin);
      if (!parser.in().skip_to(',')) break;
    }
  }
  return found;
}

base::Result<Address, std::string> parse_single_address(std::string_view text) {
  AddressParser parser(text);
  parser.in().skip_cfws();
  if (parser.in().at_end()) return base::Unexpected(std::string("empty address"));
  Address address;
  const bool bracket = parser.phrase_and_bracket(address.display_name);
  parser.in().skip_cfws();
  if (bracket && parser.in().at_end()) return base::Unexpected(std::string("missing domain"));
  const auto part = bracket ? parser.in_brackets(address, false) : parser.addr_spec(address);
  if (part != AddressParser::Part::ok) return base::Unexpected(reason(part, address));
  if (address.local_part.empty()) return base::Unexpected(std::string("missing local part"));
  parser.in().skip_cfws();
  if (parser.in().peek() == ',') return base::Unexpected(std::string("not a single address (found ',')"));
  if (!parser.in().at_end()) return base::Unexpected(std::string("address ends in invalid characters"));
  return address;
}

std::optional<Address> parse_envelope_path(std::string_view text) {
  if (text.starts_with('<') != text.ends_with('>')) return std::nullopt;
  if (text.starts_with('<')) text = text.substr(1, text.size() - 2);
  AddressParser parser(text);
  parser.skip_route();
  Address address;
  const auto part = parser.addr_spec(address);
  const bool alone = part == AddressParser::Part::no_at_sign;
  if ((part != AddressParser::Part::ok && !alone) || !parser.in().at_end()) return std::nullopt;
  return address;
}

}  // namespace dovetail::lmtp::message
