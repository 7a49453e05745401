// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "lmtp/message/address.hpp"
#include "lmtp/message/scanner.hpp"

namespace dovetail::lmtp::message {

// The grammar that address lists and single addresses share. Each function stands before the element (white
// space skipped or not) and moves behind it; where it answers false the position is anywhere.
class AddressParser {
 public:
  explicit AddressParser(std::string_view text) : in_(text) {}
  Scanner& in() { return in_; }

  enum class Part { ok, bad_local_part, no_at_sign, bad_domain, missing_bracket };

  // Words up to '<' (which is taken); false, position unchanged, if what stands here is no phrase with '<'.
  bool phrase_and_bracket(std::string& display_name);
  // addr-spec; for no_at_sign the local part is set.
  Part addr_spec(Address& address);
  // After '<': [route] addr-spec '>'. `routes`: whether an obsolete route may stand first.
  Part in_brackets(Address& address, bool routes);
  // RFC 5322 §4.4 obs-route; stays where it is if none stands here.
  void skip_route();
  // "name:" of a group; false and unchanged if there is none.
  bool group_start();

 private:
  bool local_part(std::string& out);
  bool domain(std::string& out);
  bool domain_literal(std::string& out);
  bool word(std::string& out);

  Scanner in_;
};

}  // namespace dovetail::lmtp::message
