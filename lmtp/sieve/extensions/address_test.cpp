// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/extensions/address_part.hpp"
#include "lmtp/sieve/extensions/core.hpp"
#include "lmtp/sieve/extensions/header_values.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

// RFC 5228 §5.1 lets an implementation say which fields hold addresses.
constexpr std::array<std::string_view, 32> kAddressFields{"from",
                                                          "to",
                                                          "cc",
                                                          "bcc",
                                                          "sender",
                                                          "resent-from",
                                                          "resent-to",
                                                          "reply-to",
                                                          "resent-reply-to",
                                                          "resent-sender",
                                                          "resent-cc",
                                                          "resent-bcc",
                                                          "for-approval",
                                                          "for-handling",
                                                          "for-comment",
                                                          "apparently-to",
                                                          "errors-to",
                                                          "delivered-to",
                                                          "return-receipt-to",
                                                          "x-admin",
                                                          "read-receipt-to",
                                                          "x-confirm-reading-to",
                                                          "return-receipt-requested",
                                                          "registered-mail-reply-requested-by",
                                                          "mail-followup-to",
                                                          "mail-reply-to",
                                                          "abuse-reports-to",
                                                          "x-complaints-to",
                                                          "x-report-abuse-to",
                                                          "x-beenthere",
                                                          "x-original-from",
                                                          "x-original-to"};

bool holds_addresses(std::string_view field) {
  return std::any_of(kAddressFields.begin(), kAddressFields.end(),
                     [&](std::string_view each) { return base::equals_ignoring_case(each, field); });
}

// Only white space and comments: no address, and no text either.
bool is_comment_only(std::string_view value) {
  return value.starts_with('(') && value.ends_with(')');
}

class AddressTest final : public Operation {
 public:
  explicit AddressTest(const Node& node) : fields_(node, 0), rule_(node, 1), part_(address_part_of(node)) {}

  Flow run(Machine& machine) const override {
    MatchRun match(machine, rule_);
    for (const std::string& value : fields_.values(machine)) {
      if (add_field(machine, match, value)) break;
    }
    return machine.answer_test(match.finish());
  }

 private:
  // The addresses of one field; the whole text where there is none in it.
  bool add_field(Machine& machine, MatchRun& match, const std::string& value) const {
    const auto addresses = message::parse_address_list(value);
    if (addresses.empty()) {
      if (is_comment_only(value)) return false;
      if (!part_.takes_raw_text()) {
        match.count_one();
        return false;
      }
      return match.add(value);
    }
    for (const message::Address& address : addresses) {
      if (address.local_part.empty()) continue;
      const auto text = part_.of(address, machine.settings());
      if (text && match.add(*text)) return true;
    }
    return false;
  }

  HeaderSelection fields_;
  MatchRule rule_;
  const AddressPartMeaning& part_;
};

bool check_address(Node& node, Checker& checker) {
  const Argument& names = node.positional_argument(0);
  warn_of_header_names(names, checker);
  for (const StringValue& name : names.strings) {
    if (!name.parts.constant() || holds_addresses(name.parts.literal())) continue;
    checker.error(name.line, fmt::format("specified header '{}' is not allowed for the address test",
                                         name.parts.literal()));
    return false;
  }
  return check_match(node, 1, checker);
}

void build_address(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<AddressTest>(node));
}

}  // namespace

Extension address_test() {
  Extension core;
  core.commands = {
      {.name = "address",
       .is_test = true,
       .parameters = {{"header list", ValueKind::string_list}, {"key list", ValueKind::string_list}},
       .slots = {kMatchTypeSlot, kComparatorSlot, kAddressPartSlot},
       .check = check_address,
       .build = build_address}};
  core.tags = {
      {.name = "all", .slot = kAddressPartSlot, .meaning = &all_of_address()},
      {.name = "localpart", .slot = kAddressPartSlot, .meaning = &local_part_of_address()},
      {.name = "domain", .slot = kAddressPartSlot, .meaning = &domain_of_address()},
  };
  return core;
}

}  // namespace dovetail::lmtp::sieve
