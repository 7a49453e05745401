// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lmtp/sieve/language/diagnostics.hpp"
#include "lmtp/sieve/language/lexer.hpp"
#include "lmtp/sieve/language/tree.hpp"

namespace dovetail::lmtp::sieve {

// RFC 5228 §8.2: text to tree. After a mistake it goes on behind the next ';', '}', ',' or ')' of the same
// level, so that one run finds them all; how many it reports is observable to script authors and kept as they
// know it.
class Parser {
 public:
  Parser(std::string_view source, const std::string& script_name, Diagnostics& diagnostics);

  // The top-level commands. Only to be used if the diagnostics have no errors.
  std::vector<Node> parse();

 private:
  void advance() { token_ = lexer_.next(); }
  bool at(TokenKind kind) const { return token_.kind == kind; }
  bool accept(TokenKind kind);
  void error(std::string text);  // nothing after a token that the lexer has reported
  bool give_up();                // false; nothing further is read
  void recover(TokenKind closing, bool in_block);
  void skip_block();
  bool skip_tests();
  void commands(std::vector<Node>& into, unsigned depth);
  void command(Node& node, unsigned depth);
  void command_end(Node& node, unsigned depth);
  bool arguments(Node& node);
  void add_argument(Node& node, Argument argument);
  bool string_list(Argument& argument);
  bool tests(Node& node, unsigned depth);
  bool test(Node& node, unsigned depth);
  bool test_list(Node& node, unsigned depth);

  const std::string& script_name_;
  Diagnostics& diagnostics_;
  Lexer lexer_;
  Token token_;
  bool given_up_ = false;
  bool too_deep_ = false;  // the command's tests are skipped
};

}  // namespace dovetail::lmtp::sieve
