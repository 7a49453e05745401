// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/parser.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::sieve;

namespace {

std::string shape(const std::vector<Node>& nodes);

std::string shape(const Node& node) {
  std::string out = node.name;
  for (const Argument& argument : node.arguments) {
    switch (argument.kind) {
      case Argument::Kind::number:
        out += " " + std::to_string(argument.number);
        break;
      case Argument::Kind::tag:
        out += " :" + argument.tag;
        break;
      case Argument::Kind::string:
        out += " '" + argument.strings[0].text + "'";
        break;
      case Argument::Kind::string_list:
        out += " [" + std::to_string(argument.strings.size()) + "]";
        break;
    }
  }
  if (node.has_test_list)
    out += " (" + shape(node.tests) + ")";
  else if (!node.tests.empty())
    out += " " + shape(node.tests[0]);
  return node.has_block ? out + " {" + shape(node.block) + "}" : out;
}

std::string shape(const std::vector<Node>& nodes) {
  std::string out;
  for (const Node& node : nodes) {
    out += (out.empty() ? "" : ", ") + shape(node);
  }
  return out;
}

std::string parsed(const std::string& source) {
  const std::string name;
  Diagnostics diagnostics;
  const auto nodes = Parser(source, name, diagnostics).parse();
  return diagnostics.has_errors() ? diagnostics.list()[0].text : shape(nodes);
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

}  // namespace

TEST_CASE("commands become nodes") {
  CHECK(parsed("") == "");
  CHECK(parsed("Keep;") == "keep");
  CHECK(parsed("a 1 :b \"c\" [\"d\",\"e\"];") == "a 1 :b 'c' [2]");
  CHECK(parsed("if not anyof(true, header \"a\" \"b\") { keep; stop; } else {}") ==
        "if not anyof (true, header 'a' 'b') {keep, stop}, else {}");
}

TEST_CASE("nesting is bounded") {
  CHECK(parsed(repeated("if true {", 32) + repeated("}", 32)).starts_with("if true {if"));
  CHECK(parsed(repeated("if true {", 33) + repeated("}", 33)) ==
        "cannot nest command blocks deeper than 32 levels");
  CHECK(parsed("if" + repeated(" not", 31) + " true {}").starts_with("if not not"));
  CHECK(parsed("if" + repeated(" not", 33) + " true {}") == "cannot nest tests deeper than 32 levels");
  CHECK(parsed("if " + repeated("anyof(", 100'000)) == "cannot nest tests deeper than 32 levels");
  CHECK(parsed("keep" + repeated(" 1", 33) + ";") == "too many arguments for command 'keep'");
}
