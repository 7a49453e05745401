// SPDX-License-Identifier: MIT
#include "libcommon/maildir/mailbox_name.hpp"

#include "libcommon/maildir/modified_utf7.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  if (const auto decoded = maildir::from_modified_utf7(input)) {
    const auto encoded = maildir::to_modified_utf7(*decoded);
    fuzz::check(encoded.has_value(), "what was decoded can be encoded");
    fuzz::check(maildir::from_modified_utf7(*encoded) == *decoded, "and means the same");
  }
  maildir::Location location;
  location.root = location.inbox = location.control = "/m";
  for (const auto layout : {maildir::Layout::maildirpp, maildir::Layout::fs}) {
    location.layout = layout;
    const auto box = maildir::find_mailbox(location, {"", '/'}, input);
    if (!box) {
      continue;
    }
    for (const std::string& level : box->below) {
      fuzz::check(!level.empty() && level != "." && level != ".." && level.size() <= 255, "levels are names");
      fuzz::check(level.find('/') == std::string::npos && level.find('\0') == std::string::npos, "and only one each");
    }
  }
  return 0;
}
