// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/envelope.hpp"

#include <fmt/format.h>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/extensions/address_part.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/machine.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

bool is_envelope_part(std::string_view name) {
  return base::equals_ignoring_case(name, "from") || base::equals_ignoring_case(name, "to") ||
         base::equals_ignoring_case(name, "auth");
}

class EnvelopeTest final : public Operation {
 public:
  explicit EnvelopeTest(const Node& node)
      : parts_(strings_of(node.positional_argument(0))),
        rule_(node, 1),
        address_part_(address_part_of(node)) {}

  Flow run(Machine& machine) const override {
    MatchRun match(machine, rule_);
    for (const TemplateString& part : parts_) {
      if (add_part(machine, match, base::lowered(machine.expand(part)))) break;
    }
    return machine.answer_test(match.finish());
  }

 private:
  bool add_part(Machine& machine, MatchRun& match, const std::string& part) const {
    const Envelope& envelope = machine.input().envelope;
    if (part == "auth") {
      return !envelope.auth.empty() && address_part_.takes_raw_text() && match.add(envelope.auth);
    }
    if (part != "from" && part != "to") return false;
    const std::string& path = part == "from" ? envelope.from : envelope.to;
    if (path.empty()) return part == "from" && match.add("");  // RFC 5228 §5.4: whatever the address part
    const auto address = message::parse_envelope_path(path);
    if (!address) return false;
    if (address->domain.empty()) return match.add(address->local_part);
    const auto text = address_part_.of(*address, machine.settings());
    return text && match.add(*text);
  }

  std::vector<TemplateString> parts_;
  MatchRule rule_;
  const AddressPartMeaning& address_part_;
};

bool check_envelope(Node& node, Checker& checker) {
  for (const StringValue& part : node.positional_argument(0).strings) {
    if (!part.parts.constant() || is_envelope_part(part.parts.literal())) continue;
    checker.error(part.line, fmt::format("specified envelope part '{}' is not supported by the envelope test",
                                         part.parts.literal()));
    return false;
  }
  return check_match(node, 1, checker);
}

void build_envelope(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<EnvelopeTest>(node));
}

}  // namespace

Extension envelope_extension() {
  Extension extension;
  extension.name = "envelope";
  extension.commands = {
      {.name = "envelope",
       .is_test = true,
       .parameters = {{"envelope part", ValueKind::string_list}, {"key list", ValueKind::string_list}},
       .slots = {kMatchTypeSlot, kComparatorSlot, kAddressPartSlot},
       .check = check_envelope,
       .build = build_envelope}};
  return extension;
}

}  // namespace dovetail::lmtp::sieve
