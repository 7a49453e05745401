// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/address_part.hpp"

#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

struct All final : AddressPartMeaning {
  std::optional<std::string> of(const message::Address& address, const Settings&) const override {
    return address.mailbox();
  }
  bool takes_raw_text() const override { return true; }
};

struct LocalPart final : AddressPartMeaning {
  std::optional<std::string> of(const message::Address& address, const Settings&) const override {
    return address.local_part;
  }
};

struct Domain final : AddressPartMeaning {
  std::optional<std::string> of(const message::Address& address, const Settings&) const override {
    return address.domain;
  }
};

}  // namespace

const AddressPartMeaning& all_of_address() {
  static const All kMeaning;
  return kMeaning;
}

const AddressPartMeaning& local_part_of_address() {
  static const LocalPart kMeaning;
  return kMeaning;
}

const AddressPartMeaning& domain_of_address() {
  static const Domain kMeaning;
  return kMeaning;
}

const AddressPartMeaning& address_part_of(const Node& node) {
  const TagUse* use = node.slot(kAddressPartSlot);
  return use == nullptr ? all_of_address() : static_cast<const AddressPartMeaning&>(*use->spec->meaning);
}

}  // namespace dovetail::lmtp::sieve
