// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "lmtp/message/address.hpp"
#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

struct Settings;

// What an address-part tag (":localpart") means; subaddress adds more of them.
struct AddressPartMeaning : TagMeaning {
  // Nothing: the address has no such part, so there is no value to compare.
  virtual std::optional<std::string> of(const message::Address& address, const Settings& settings) const = 0;
  // Whether text that is no address is a value all the same.
  virtual bool takes_raw_text() const { return false; }
};

const AddressPartMeaning& all_of_address();
const AddressPartMeaning& local_part_of_address();
const AddressPartMeaning& domain_of_address();

// The part a checked node asks for; :all where it has no such tag.
const AddressPartMeaning& address_part_of(const Node& node);

}  // namespace dovetail::lmtp::sieve
