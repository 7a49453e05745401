// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/lexer.hpp"

#include "lmtp/sieve/language/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::sieve;

namespace {

// Tokens in few words; errors of the lexer behind a '!'.
std::string tokens(const std::string& source) {
  const std::string name;
  Diagnostics diagnostics;
  Lexer lexer(source, name, diagnostics);
  std::string out;
  for (Token token = lexer.next(); token.kind != TokenKind::end_of_file; token = lexer.next()) {
    if (!out.empty()) out += ' ';
    switch (token.kind) {
      case TokenKind::identifier:
        out += token.text;
        break;
      case TokenKind::tag:
        out += ":" + token.text;
        break;
      case TokenKind::number:
        out += std::to_string(token.number);
        break;
      case TokenKind::string:
        out += "<" + token.text + ">";
        break;
      case TokenKind::error:
      case TokenKind::unknown:
        return out + "!" + diagnostics.list().back().text;
      default:
        out += describe(token.kind);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("words, tags and numbers") {
  CHECK(tokens("if :Over 2K 3m 1G a_1 _x") == "if :over 2048 3145728 1073741824 a_1 _x");
  CHECK(tokens("5M1 12x") == "5242880 1 12 x");
  CHECK(tokens("18446744073709551615") == "18446744073709551615");
  CHECK(tokens("18446744073709551616") == "!number exceeds integer limits (max 18446744073709551615)");
  CHECK(tokens("17179869184G") == "!number exceeds integer limits (max 18446744073709551615)");
  CHECK(tokens("{}[](),;:/") == "'{' '}' '[' ']' '(' ')' ',' ';' ':' '/'");
}

TEST_CASE("comments and white space are nothing") {
  CHECK(tokens("a # b\r\nc /* d\n * / */ e") == "a c e");
  CHECK(tokens("\xef\xbb\xbfkeep") == "keep");
  CHECK(tokens("a /* b") == "a !end of file before end of bracket comment ('/* ... */') started at line 1");
}

TEST_CASE("quoted strings") {
  CHECK(tokens(R"("a\"b\\c\d")") == "<a\"b\\cd>");
  CHECK(tokens("\"a\nb\rc\r\nd\"") == "<a\r\nb\r\nc\r\nd>");
  CHECK(tokens("\"\"") == "<>");
  CHECK(tokens("\"abc") == "!end of file before end of quoted string started at line 1");
  CHECK(tokens("\"abc\\") == "!end of file before end of quoted string started at line 1");
  CHECK(tokens(std::string("\"a\0\"", 4)) == "!encountered NUL character in quoted string started at line 1");
}

TEST_CASE("multi-line strings") {
  CHECK(tokens("text:\na\n..b\n.c\n.\n;") == "<a\r\n.b\r\n.c\r\n> ';'");
  CHECK(tokens("TEXT: # comment\r\na\r\n.\r\nx") == "<a\r\n> x");
  CHECK(tokens("text:\n.\n") == "<>");
  CHECK(tokens("text:\na") == "!end of file before end of multi-line string");
  CHECK(tokens("text: x\n.\n") == "!invalid character 'x' after 'text:' in multiline string");
  CHECK(tokens("text :") == "text ':'");
}

TEST_CASE("lines are counted by CRLF, LF and CR") {
  const std::string name;
  Diagnostics diagnostics;
  Lexer lexer("a\r\nb\nc\rd \"x\ny\" e", name, diagnostics);
  std::string lines;
  for (Token token = lexer.next(); token.kind != TokenKind::end_of_file; token = lexer.next()) {
    lines += std::to_string(token.line);
  }
  CHECK(lines == "123445");
}

TEST_CASE("lengths are bounded") {
  CHECK(tokens(std::string(33, 'a')) ==
        "!encountered impossibly long identifier '" + std::string(29, 'a') + "...'");
  CHECK(tokens(std::string(32, 'a')) == std::string(32, 'a'));
  const std::string longest(limits::kString, 'x');
  CHECK(tokens("\"" + longest + "\"") == "<" + longest + ">");
  CHECK(tokens("\"" + longest + "x\"").starts_with("!quoted string started at line 1 is too long"));
}
