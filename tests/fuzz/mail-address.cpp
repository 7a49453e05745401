// SPDX-License-Identifier: MIT
#include "libcommon/wire/mail_address.hpp"

#include "libcommon/wire/quoting.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  for (const bool utf8 : {false, true}) {
    const wire::PathRules rules{.null_allowed = true, .utf8 = utf8};
    if (const auto path = wire::parse_path(input, rules)) {
      fuzz::check(path->consumed <= size && input[path->consumed - 1] == '>', "a path ends in its bracket");
      const auto again = wire::parse_path(path->address.path(), rules);
      fuzz::check(again && again->address == path->address, "what was read can be written and read again");
    }
  }
  const auto parts = wire::split_at_last_at(input);
  const auto detail = wire::split_detail(parts.local, "+-");
  fuzz::check(detail.user.size() + detail.detail.size() <= parts.local.size(), "parts fit");
  const auto text = wire::xtext_encode(input);
  fuzz::check(wire::xtext_decode(text) == input && wire::percent_decode(wire::percent_encode(input)) == input,
              "quoting there and back");
  (void)wire::xtext_decode(input);
  (void)wire::percent_decode(input);
  return 0;
}
