// SPDX-License-Identifier: MIT
#include "libcommon/regex/regex.hpp"

#include "tests/fuzz/check.hpp"

using namespace dovetail;

// "pattern\nsubject"
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  const auto newline = input.find('\n');
  const auto subject = newline == std::string_view::npos ? input : input.substr(newline + 1);
  for (const bool utf8 : {false, true}) {
    const auto pattern =
        regex::Pattern::compile(input.substr(0, newline), {.ignore_case = utf8, .utf8 = utf8});
    if (!pattern) {
      continue;
    }
    const auto found = pattern->find(subject);
    fuzz::check(!found || !*found || (*found)->size() == pattern->group_count() + 1, "every group is there");
  }
  return 0;
}
