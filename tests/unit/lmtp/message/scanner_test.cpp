// SPDX-License-Identifier: MIT
#include "lmtp/message/scanner.hpp"

#include "lmtp/message/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

namespace {

std::string_view behind_cfws(std::string_view text) {
  Scanner scanner(text);
  scanner.skip_cfws();
  return scanner.rest();
}

}  // namespace

TEST_CASE("white space, folds and nested comments are nothing") {
  CHECK(behind_cfws(" \t\r\n (a (b) c) \r\n\tx") == "x");
  CHECK(behind_cfws("(a \\) b)x") == "x");
  CHECK(behind_cfws("(a \\( b)x") == "x");
  CHECK(behind_cfws("()()x") == "x");
  CHECK(behind_cfws("x (a)") == "x (a)");
}

TEST_CASE("a comment or a string that is never closed ends with the text") {
  CHECK(behind_cfws("(a (b) x").empty());
  CHECK(behind_cfws("(\\").empty());
  Scanner scanner("\"abc\\");
  CHECK(scanner.quoted_string() == "abc\\");
  CHECK(scanner.at_end());
}

TEST_CASE("comments nest so deep and no deeper: what follows is not seen") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + std::string(depth, ')') + "x";
  };
  CHECK(behind_cfws(nested(limits::kCommentDepth)) == "x");
  CHECK(behind_cfws(nested(limits::kCommentDepth + 1)).empty());
  CHECK(behind_cfws(nested(1'000'000)).empty());
}

TEST_CASE("a quoted string is its content, without the line ends of folding") {
  Scanner scanner("\"a \\\"b\\\" \\\\ c\r\n d\"rest");
  CHECK(scanner.quoted_string() == "a \"b\" \\ c d");
  CHECK(scanner.rest() == "rest");
  Scanner smuggled("\"a\\\r\\\nRCPT TO:<x>\"");
  CHECK(smuggled.quoted_string() == "aRCPT TO:<x>");
}

TEST_CASE("a character is looked for outside of quotes and comments") {
  Scanner scanner("a \"x;\\\";\" (y;(z;)) b;c");
  CHECK(scanner.skip_to(';'));
  CHECK(scanner.rest() == "c");
  CHECK_FALSE(scanner.skip_to(';'));
  CHECK(scanner.at_end());
}

TEST_CASE("tokens are RFC 2045's, atoms RFC 5322's") {
  Scanner token("text/plain");
  CHECK(token.token() == "text");
  CHECK(token.token().empty());
  Scanner special("a!#$%&'*+-^_`{|}~.b=c");
  CHECK(special.token() == "a!#$%&'*+-^_`{|}~.b");
  Scanner atom("a/b=c?d.e");
  CHECK(atom.atom() == "a/b=c?d");
  Scanner eight_bit("j\xc3\xb6rg@x");
  CHECK(eight_bit.atom() == "j\xc3\xb6rg");
  Scanner control("a\x7f");
  CHECK(control.atom() == "a");
  Scanner loose("a\"b=c; d");
  CHECK(loose.loose_value() == "a\"b=c");
}

TEST_CASE("nothing reads behind the end, whatever the text is cut to") {
  const std::string text = "(a\\(b)\"c\\\"d\" e.f;g@[h]<i>\r\n\t\x80";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    for (std::size_t begin = 0; begin <= size; ++begin) {
      Scanner scanner(std::string_view(text).substr(begin, size - begin));
      const std::size_t end = size - begin;
      scanner.skip_cfws();
      scanner.token();
      scanner.atom();
      if (scanner.peek() == '"') {
        scanner.quoted_string();
      }
      scanner.loose_value();
      scanner.advance();
      CHECK(scanner.position() <= end);
      scanner.skip_to(';');
      CHECK(scanner.position() <= end);
    }
  }
  CHECK(Scanner("").peek() == '\0');
}
