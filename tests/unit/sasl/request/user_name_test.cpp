// SPDX-License-Identifier: MIT
#include "sasl/request/user_name.hpp"

#include "sasl/request/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::sasl;

namespace {

constexpr const char* kChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890.-_@";

std::string normal(NameRules rules, const std::string& name) {
  std::string out;
  const auto refused = NameProcessor(std::move(rules)).normalise(name, out);
  return refused ? "refused: " + refused->text : out;
}

}  // namespace

TEST_CASE("The default rules lower the name and refuse odd characters") {
  const NameRules rules{.allowed = kChars};
  CHECK(normal(rules, "Alice@EX.test") == "alice@ex.test");
  CHECK(normal(rules, "sp ace@ex.test") ==
        "refused: Username character disallowed by auth_username_chars: 0x20 (username: sp ace@ex.test)");
  CHECK(normal(rules, "") == "refused: Empty username");
  CHECK(normal(rules, std::string("a\0b", 3)).starts_with("refused: Username character disallowed"));
}

TEST_CASE("Realm, translation and format, in this order") {
  CHECK(normal({.default_realm = "ex.test"}, "bob") == "bob@ex.test");
  CHECK(normal({.default_realm = "ex.test"}, "bob@other") == "bob@other");
  CHECK(normal({.translation = "%@/x", .allowed = kChars}, "bob%ex/test") == "bob@exxtest");
  CHECK(normal({.format = "%n"}, "Bob@ex.test") == "Bob");
  CHECK(normal({.format = "%u"}, "Bob@ex.test") == "Bob@ex.test");
  CHECK(normal({.format = "%Ln@%Ld"}, "Bob@EX.test") == "bob@ex.test");
}

TEST_CASE("Without a list of characters all but NUL pass, up to the limit") {
  CHECK(normal({}, "a'b;\xff") == "a'b;\xff");
  CHECK(normal({}, std::string("a\0", 2)).starts_with("refused"));
  CHECK(normal({}, std::string(kLongestUserName + 1, 'a')) == "refused: Username too long");
}

TEST_CASE("A master login is split at the separator") {
  const NameProcessor names({.master_separator = "*"});
  CHECK(names.split("bob*master").user == "bob");
  CHECK(names.split("bob*master").master == "master");
  CHECK(names.split("bob*").master == "");
  CHECK_FALSE(names.split("bob").master);
  CHECK(NameProcessor({}).split("bob*master").user == "bob*master");
}
