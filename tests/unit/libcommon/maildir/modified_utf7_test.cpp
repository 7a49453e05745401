// SPDX-License-Identifier: MIT
#include "libcommon/maildir/modified_utf7.hpp"

#include "tests/support/catch.hpp"

using dovetail::maildir::from_modified_utf7;
using dovetail::maildir::to_modified_utf7;

TEST_CASE("names in modified UTF-7, both ways") {
  const std::pair<const char*, const char*> pairs[] = {
      {"INBOX", "INBOX"},
      {"Entwürfe", "Entw&APw-rfe"},
      {"Ää & Co", "&AMQA5A- &- Co"},
      {"台北", "&U,BTFw-"},  // RFC 3501 §5.1.3
      {"日本語", "&ZeVnLIqe-"},
      {"a&b", "a&-b"},
      {"😀", "&2D3eAA-"},
      {"", ""},
  };
  for (const auto& [utf8, encoded] : pairs) {
    CHECK(to_modified_utf7(utf8) == std::string(encoded));
    CHECK(from_modified_utf7(encoded) == std::string(utf8));
  }
}

TEST_CASE("what no encoder writes is not decoded") {
  for (const char* bad : {"&", "&AMQ", "&*-", "&AGE-", "&2D0-", "&3gA-", "a\xc3\xa4", "&AMR-", "a\tb"}) {
    INFO(bad);
    CHECK_FALSE(from_modified_utf7(bad));
  }
}

TEST_CASE("what is not UTF-8 is not encoded") {
  CHECK_FALSE(to_modified_utf7("\xff"));
  CHECK_FALSE(to_modified_utf7("a\xc3"));
}

TEST_CASE("control characters go through base64") {
  CHECK(to_modified_utf7("a\tb") == "a&AAk-b");
  CHECK(from_modified_utf7("a&AAk-b") == "a\tb");
}
