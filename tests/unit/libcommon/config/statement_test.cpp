// SPDX-License-Identifier: MIT
#include "libcommon/config/statement.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using config::Grammar;
using config::parse_statement;
using config::Statement;
using test::Reading;

namespace {

std::string problem(const std::string& text) {
  const Reading reading(text);
  const auto found = reading.findings.sorted();
  return found.empty() ? "" : found.front().text;
}

}  // namespace

TEST_CASE("a setting is what has '=' after the key") {
  const auto plugin = parse_statement("plugin = {", Grammar::main);
  CHECK(plugin.kind == Statement::Kind::setting);
  CHECK(plugin.second == "{");
  CHECK(Reading("b == y").text("b") == "= y");
  CHECK(Reading("c = {x}").text("c") == "{x}");
  CHECK(Reading("d=e").text("d") == "e");
  CHECK(problem("= x") == "Missing key name");
}

TEST_CASE("mistakes of sections have Dovecot's words") {
  CHECK(problem("service{\n}") == "Expecting '{'");
  CHECK(problem("service auth\n{\n}") == "Expecting '{'");
  CHECK(problem("service a { user = x }") == "Garbage after '{'");
  CHECK(problem("service a {\n} x = 1\n}") == "Expecting '{'");
  CHECK(problem("service a b {") == "Expecting '{'");
  CHECK(problem("}") == "Unexpected '}'");
  CHECK(problem("service a {") == "Missing '}' (section started at /etc/dovecot/dovecot.conf:1)");
}

TEST_CASE("the name of a section may stand in double quotes") {
  CHECK(parse_statement("namespace \"a b\"{", Grammar::main).second == "a b");
  CHECK(parse_statement("namespace \"a\\b\" {", Grammar::main).second == "ab");
  CHECK(parse_statement("namespace \"a \\\"b\\\" c\" {", Grammar::main).kind == Statement::Kind::wrong);
  CHECK(parse_statement("namespace 'a' {", Grammar::main).second == "'a'");
  CHECK(Reading("namespace \"x#y\" {\n}").document.root.section("namespace", "x#y") != nullptr);
}

TEST_CASE("quotes of values: a pair around everything is dropped, then backslashes") {
  const auto value = [](const std::string& raw) { return Reading("a = " + raw).text("a"); };
  CHECK(value("\"a\" \"b\"") == "a\" \"b");
  CHECK(value("\"Hello\" world\"") == "Hello\" world");
  CHECK(value("\"mixed'") == "\"mixed'");
  CHECK(value("\"q\\\"uote\\\\back\"") == "q\"uote\\back");
  CHECK(value("'single \\' esc'") == "single ' esc");
  CHECK(value("\\\"x\\\"") == "\\\"x\\\"");
  CHECK(value("back\\slash") == "back\\slash");
  CHECK(value("pre \"mid\" post") == "pre \"mid\" post");
  CHECK(value("inner   blanks").size() == 14);
  CHECK(value("").empty());
  CHECK(value("\"\"").empty());
  CHECK(value("'").empty());
  CHECK(value("'a\\'") == "a");
}

TEST_CASE("what is printed can be read back") {
  for (const char* text :
       {"plain", " edges ", "a # b", "it's", "\"q\"", "<x", "a\\b", "back\\", "$x y", ""}) {
    const std::string shown = config::quoted_if_needed(text);
    INFO(shown);
    CHECK(Reading("a = " + shown + "\n").text("a") == text);
  }
}

TEST_CASE("driver files know settings, and sections only by their brace") {
  CHECK(parse_statement("nonsense", Grammar::driver_file).first == "Expecting '='");
  CHECK(parse_statement("map {", Grammar::driver_file).kind == Statement::Kind::open);
}
