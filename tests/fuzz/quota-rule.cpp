// SPDX-License-Identifier: MIT
#include "libcommon/quota/rules.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rule = quota::parse_rule(fuzz::as_text(data, size));
  if (!rule) {
    fuzz::check(rule.error().kind == base::ErrorKind::permanent, "a broken rule stays broken");
    return 0;
  }
  quota::Rules rules;
  rules.add(*std::move(rule));
  const auto defaults = rules.defaults();
  fuzz::check(defaults.bytes >= 0 && defaults.messages >= 0, "default limits are not negative");
  const auto limits = rules.limits_for("INBOX", {1000, 10});
  fuzz::check(limits.bytes > 0 && limits.messages > 0, "a limit never becomes unlimited");
  rules.ignores("Archive/2026");
  return 0;
}
