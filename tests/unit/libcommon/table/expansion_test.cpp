// SPDX-License-Identifier: MIT
#include "libcommon/table/expansion.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;

namespace {

std::string expanded(std::string_view text, std::string_view key) {
  const auto format = Template::query(text);
  REQUIRE(format);
  std::string out;
  expand(*format, Parts(key), Parts(key), out);
  return out;
}

bool accepts(std::string_view text, std::string_view key) {
  const auto format = Template::query(text);
  REQUIRE(format);
  return format->needs_of_key().met_by(Parts(key));
}

}  // namespace

TEST_CASE("a key is taken apart at its last @") {
  const Parts parts("a@b@Example.org");
  CHECK(parts.user == "a@b");
  CHECK(*parts.domain == "Example.org");
  CHECK(Parts("plain").user == "plain");
  CHECK_FALSE(Parts("plain").domain);
  CHECK_FALSE(Parts("user@").has_domain());
  CHECK(Parts("@dom").lacks_user());
}

TEST_CASE("labels count from the right, empty ones do not count") {
  const Parts parts("u@mail.example.org");
  CHECK(parts.label(1) == "org");
  CHECK(parts.label(3) == "mail");
  CHECK(parts.label(4).empty());
  CHECK(Parts("u@b..c.").label(1) == "c");
  CHECK(Parts("u@b..c.").label(2) == "b");
  CHECK(Parts("u@..").label(1).empty());
}

TEST_CASE("query templates expand") {
  CHECK(expanded("k='%s'", "u@d") == "k='u@d'");
  CHECK(expanded("%u|%d|%S|%U|%D|%1|%2|%%", "u@d.e") == "u|d.e|u@d.e|u|d.e|e|d|%");
  CHECK(expanded("%u", "nobody") == "nobody");
}

TEST_CASE("anything else behind a percent sign is an error") {
  CHECK_FALSE(Template::query("LIKE '%x'"));
  CHECK_FALSE(Template::query("a%"));
  CHECK_FALSE(Template::query("%0"));
  CHECK_FALSE(Template::result_format("% s"));
}

TEST_CASE("a template suppresses keys without the parts it needs") {
  CHECK(accepts("%s", "@dom"));
  CHECK_FALSE(accepts("%u", "@dom"));
  CHECK(accepts("%u", "user"));
  CHECK_FALSE(accepts("%d", "user"));
  CHECK_FALSE(accepts("%d", "user@"));
  CHECK(accepts("%d", "@dom"));
  CHECK_FALSE(accepts("%1", "user"));
  CHECK_FALSE(accepts("%3", "u@b.c"));
  CHECK(accepts("%2", "u@b.c"));
}

TEST_CASE("result formats tell key and value apart") {
  const auto format = Template::result_format("%U+%u@%d");
  REQUIRE(format);
  CHECK(format->needs_of_key().user);
  CHECK_FALSE(format->needs_of_key().domain);
  CHECK(format->needs_of_value().domain);
  std::string out;
  expand(*format, Parts("k@x"), Parts("v@y"), out);
  CHECK(out == "k+v@y");
  CHECK(Template::result_format("%s")->is_plain_copy());
  CHECK_FALSE(Template::result_format("%S")->is_plain_copy());
}
