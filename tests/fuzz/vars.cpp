// SPDX-License-Identifier: MIT
// Templates of anything; as user name, too, where a path may never leave its folder.
#include "libcommon/base/text.hpp"
#include "libcommon/vars/expand.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  const auto cut = input.find('\n');
  const auto text = input.substr(0, cut);
  vars::Table values;
  values.set_user(cut == std::string_view::npos ? "jo@ex.org" : input.substr(cut + 1));
  (void)vars::expand(text, values);
  (void)vars::check(text, values);
  (void)vars::uses(text, "rip");
  for (const char* pattern : {"/m/%d/%n", "/m/%1n/%1.1n/%u", "/m/%Ld/%2.3n", "/m/%Rn", "/m/%{if;%d;ne;;%d;x}/%u"}) {
    const auto path = vars::expand_path(pattern, values);
    if (!path) {
      continue;
    }
    const auto parts = base::split(*path, '/');
    fuzz::check(parts.size() == base::split(pattern, '/').size(), "no value adds a folder");
    for (std::size_t i = 1; i < parts.size(); ++i) {
      fuzz::check(!parts[i].empty() && parts[i] != "." && parts[i] != "..", "no value leads elsewhere");
    }
  }
  return 0;
}
