// SPDX-License-Identifier: MIT
#include "lmtp/message/address_parser.hpp"

#include <algorithm>

namespace dovetail::lmtp::message {

namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
}

}  // namespace

bool AddressParser::word(std::string& out) {
  if (in_.peek() == '"') {
    out += in_.quoted_string();
    return true;
  }
  const std::size_t before = in_.position();
  out += in_.atom();
  while (in_.take('.')) {  // a dot in a phrase is obsolete, and common
    out += '.';
  }
  return in_.position() > before;
}

bool AddressParser::phrase_and_bracket(std::string& display_name) {
  const std::size_t begin = in_.position();
  std::string name;
  in_.skip_cfws();
  for (std::size_t at = in_.position(); word(name); at = in_.position()) {
    in_.skip_cfws();
    if (in_.position() > at && in_.peek() != '<') name += ' ';
  }
  if (in_.take('<')) {
    while (name.ends_with(' ')) {
      name.pop_back();
    }
    display_name = std::move(name);
    return true;
  }
  in_.move_to(begin);
  return false;
}

bool AddressParser::local_part(std::string& out) {
  in_.skip_cfws();
  if (in_.peek() == '"') {
    const std::size_t begin = in_.position();
    out = in_.quoted_string();
    return in_.position() > begin + 1 && in_.between(begin, in_.position()).ends_with('"');
  }
  const std::size_t begin = in_.position();
  std::string ignored;
  while (in_.peek() != '"' && word(ignored)) {
  }
  out = in_.between(begin, in_.position());
  return !out.empty() && is_ascii(out);
}

bool AddressParser::domain_literal(std::string& out) {
  const std::size_t begin = in_.position();
  while (!in_.at_end() && in_.peek() != ']') {
    in_.advance();
  }
  if (!in_.take(']')) return false;
  out = in_.between(begin, in_.position());
  return true;
}

bool AddressParser::domain(std::string& out) {
  in_.skip_cfws();
  if (in_.peek() == '[') return domain_literal(out);
  out.clear();
  std::size_t end = 0;
  do {
    in_.skip_cfws();
    const std::string_view label = in_.atom();
    if (label.empty()) return false;
    if (!out.empty()) out += '.';
    out += label;
    end = in_.position();
    in_.skip_cfws();  // obs-domain of RFC 5322 §4.4: "a . example" is a.example, as for Dovecot
  } while (in_.take('.'));
  const std::string_view comment = in_.between(end, in_.position());
  return comment.find('(') == std::string_view::npos || comment.find(')') != std::string_view::npos;
}

AddressParser::Part AddressParser::addr_spec(Address& address) {
  if (!local_part(address.local_part)) return Part::bad_local_part;
  in_.skip_cfws();
  if (!in_.take('@')) return Part::no_at_sign;
  return domain(address.domain) ? Part::ok : Part::bad_domain;
}

void AddressParser::skip_route() {
  const std::size_t begin = in_.position();
  std::string ignored;
  do {
    in_.skip_cfws();
    if (!in_.take('@') || !domain(ignored)) break;
    if (in_.take(':')) return;
  } while (in_.take(','));
  in_.move_to(begin);
}

AddressParser::Part AddressParser::in_brackets(Address& address, bool routes) {
  if (routes) skip_route();
  const Part part = addr_spec(address);
  if (part != Part::ok) return part;
  in_.skip_cfws();
  return in_.take('>') ? Part::ok : Part::missing_bracket;
}

bool AddressParser::group_start() {
  const std::size_t begin = in_.position();
  std::string name;
  in_.skip_cfws();
  while (word(name)) {
    in_.skip_cfws();
  }
  if (!name.empty() && in_.take(':')) return true;
  in_.move_to(begin);
  return false;
}

}  // namespace dovetail::lmtp::message
