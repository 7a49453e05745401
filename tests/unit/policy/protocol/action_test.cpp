// SPDX-License-Identifier: MIT
#include "policy/protocol/action.hpp"

#include "libcommon/base/text.hpp"
#include "policy/protocol/limits.hpp"
#include "tests/support/catch.hpp"

using dovetail::policy::safe_action;
namespace base = dovetail::base;

TEST_CASE("ordinary actions pass unchanged") {
  for (const char* action :
       {"DUNNO", "OK", "REJECT", "DEFER_IF_PERMIT 4.2.0 Greylisted, see http://x.test/help/b.test.html",
        "450 4.2.0 later", "554 5.2.2 Quota exceeded (mailbox for user is full)",
        "PREPEND X-Greylist: delayed 301 seconds by postgrey-1.37 at mx; Sun, 22 Nov 2026 18:33:24 UTC",
        "REDIRECT a@b.test", "FILTER smtp:[127.0.0.1]:10025", "my_restriction_class", "421 go away",
        "HOLD"}) {
    CHECK(safe_action(action) == action);
  }
}

TEST_CASE("what Postfix would take for OK or refuse becomes no opinion") {
  for (const char* action :
       {"", "   ", "12345", "250 fine", "250", "99 x", "600 x", "PREPEND", "PREPEND no header", "PREPEND : x",
        "PREPEND a b: x", "REDIRECT", "BCC nobody", "FILTER smtp", "1234 text"}) {
    INFO(action);
    CHECK(safe_action(action) == "DUNNO");
  }
}

TEST_CASE("a bare code gets a text, since Postfix takes a number for OK") {
  CHECK(safe_action("450") == "450 Try again later");
  CHECK(safe_action("550   ") == "550 Access denied");
}

TEST_CASE("blanks around are dropped") {
  CHECK(safe_action("  DUNNO  ") == "DUNNO");
  CHECK(safe_action("450    later  ") == "450 later");
}

TEST_CASE("line ends, control octets and broken UTF-8 cannot leave") {
  CHECK(safe_action("450 a\nb\r\nc") == "450 a b  c");
  CHECK(safe_action(std::string_view("450 a\0b", 7)) == "450 a b");
  CHECK(safe_action("450 a\x01\x1b[0mb") == "450 a??[0mb");
  CHECK(safe_action("450 \xff\xc3") == "450 ??");
  CHECK(safe_action("450 gr\xc3\xbc\xc3\x9f") == "450 gr\xc3\xbc\xc3\x9f");
  CHECK(safe_action("450\tlater") == "450 later");
}

TEST_CASE("texts are cut, never inside a character") {
  const std::string cut = safe_action("450 " + std::string(399, 'x') + "\xc3\xbc");
  CHECK(cut.size() == 4 + 399);
  CHECK(base::is_utf8(cut));
  CHECK(safe_action("REJECT " + std::string(100'000, 'y')).size() == 7 + dovetail::policy::kMaxReplyText);
  CHECK(safe_action("PREPEND X-A: " + std::string(100'000, 'y')).size() ==
        8 + dovetail::policy::kMaxHeaderText);
}

TEST_CASE("words are known in any case") {
  CHECK(safe_action("prepend nothing") == "DUNNO");
  CHECK(safe_action("prepend X-A: b") == "prepend X-A: b");
}
