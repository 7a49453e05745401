// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/subaddress.hpp"

#include "lmtp/sieve/extensions/address_part.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"
#include "lmtp/sieve/runtime/settings.hpp"

namespace dovetail::lmtp::sieve {

namespace {

// Every character of recipient_delimiter separates; the first one found does.
std::size_t delimiter(const message::Address& address, const Settings& settings) {
  return address.local_part.find_first_of(settings.recipient_delimiter);
}

struct User final : AddressPartMeaning {
  std::optional<std::string> of(const message::Address& address, const Settings& settings) const override {
    return address.local_part.substr(0, delimiter(address, settings));
  }
};

struct Detail final : AddressPartMeaning {
  std::optional<std::string> of(const message::Address& address, const Settings& settings) const override {
    const std::size_t at = delimiter(address, settings);
    if (at == std::string::npos) return std::nullopt;
    return address.local_part.substr(at + 1);
  }
};

}  // namespace

Extension subaddress_extension() {
  static const User kUser;
  static const Detail kDetail;
  Extension extension;
  extension.name = "subaddress";
  extension.tags = {{.name = "user", .slot = kAddressPartSlot, .meaning = &kUser},
                    {.name = "detail", .slot = kAddressPartSlot, .meaning = &kDetail}};
  return extension;
}

}  // namespace dovetail::lmtp::sieve
