// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/main_cf.hpp"

#include "tests/support/catch.hpp"

using dovetail::table::migrate::MainCf;

namespace {

std::string expanded(const MainCf& main, std::string_view text) {
  return main.expanded(text).value_or("?");
}

}  // namespace

TEST_CASE("names are expanded, however they are written and however deep") {
  const MainCf main("a = 1\nb = $a${a}$(a)\nc = <$b>\n", "/etc/postfix");
  CHECK(expanded(main, "$c and $$x") == "<111> and $x");
  CHECK(expanded(main, "$config_directory/x") == "/etc/postfix/x");
  CHECK(main.references().count("a") == 1);
  CHECK(main.references().count("c") == 0);
}

TEST_CASE("what nobody knows is not guessed") {
  const MainCf main("a = ${b?yes}\nloop = $loop2\nloop2 = $loop\n", "");
  for (const char* unknown : {"$nothing", "$a", "$loop", "${a", "$", "$config_directory"})
    CHECK(expanded(main, unknown) == "?");
}

TEST_CASE("a bomb of references does not explode") {
  std::string text = "x0 = 0123456789\n";
  for (int i = 1; i < 19; ++i) {
    const std::string before = " $x" + std::to_string(i - 1);
    text += "x" + std::to_string(i) + " =";
    for (int n = 0; n < 10; ++n)
      text += before;
    text += "\n";
  }
  CHECK(expanded(MainCf(text, ""), "$x18") == "?");
}

TEST_CASE("Postfix's defaults, and words of lists") {
  const MainCf main("myhostname = mx.example.test\nmydestination = $myhostname, localhost.$mydomain $none\n", "");
  std::vector<std::string> unknown;
  CHECK(main.words("mydestination", unknown) ==
        std::vector<std::string>{"mx.example.test", "localhost.example.test"});
  CHECK(unknown == std::vector<std::string>{"$none"});
  CHECK(main.value("recipient_delimiter") == "");
  CHECK(main.lists("propagate_unmatched_extensions", "virtual"));
  CHECK_FALSE(main.lists("propagate_unmatched_extensions", "generic"));
  CHECK_FALSE(main.value("virtual_transport"));
}

TEST_CASE("of a repeated parameter the last counts") {
  const MainCf main("a = 1\na = 2\n", "");
  CHECK_FALSE(main.counts(main.settings()[0]));
  CHECK(main.counts(main.settings()[1]));
}
