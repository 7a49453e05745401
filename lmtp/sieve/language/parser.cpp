// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/parser.hpp"

#include <fmt/format.h>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/language/limits.hpp"

namespace dovetail::lmtp::sieve {

Parser::Parser(std::string_view source, const std::string& script_name, Diagnostics& diagnostics)
    : script_name_(script_name), diagnostics_(diagnostics), lexer_(source, script_name, diagnostics) {}

bool Parser::accept(TokenKind kind) {
  if (!at(kind)) return false;
  advance();
  return true;
}

void Parser::error(std::string text) {
  if (!at(TokenKind::error)) diagnostics_.error(script_name_, token_.line, std::move(text));
}

bool Parser::give_up() {
  given_up_ = true;
  return false;
}

// Moves to the next `closing` of this level; stops earlier where a command surely ends or its block begins.
// What is opened on the way is skipped with what closes it.
void Parser::recover(TokenKind closing, bool in_block) {
  unsigned nested = 0;
  for (; !at(TokenKind::end_of_file); advance()) {
    switch (token_.kind) {
      case TokenKind::left_bracket:
      case TokenKind::left_parenthesis:
        ++nested;
        break;
      case TokenKind::right_bracket:
      case TokenKind::right_parenthesis:
        if (nested == 0 && at(closing)) return;
        if (nested > 0) --nested;
        break;
      case TokenKind::right_brace:
        if (in_block || closing == TokenKind::right_parenthesis) return;
        break;
      case TokenKind::semicolon:
      case TokenKind::left_brace:
        if (nested == 0) return;
        break;
      default:
        break;
    }
  }
}

// From '{' to behind the '}' that belongs to it.
void Parser::skip_block() {
  for (unsigned nested = 0; !at(TokenKind::end_of_file); advance()) {
    if (at(TokenKind::left_brace)) ++nested;
    if (at(TokenKind::right_brace) && --nested == 0) break;
  }
  if (!accept(TokenKind::right_brace)) give_up();
}

// Over the rest of a command's tests; the functions that read them return without a word.
bool Parser::skip_tests() {
  while (!at(TokenKind::end_of_file) && !at(TokenKind::left_brace) && !at(TokenKind::semicolon)) {
    advance();
  }
  too_deep_ = true;
  return false;
}

std::vector<Node> Parser::parse() {
  std::vector<Node> top;
  advance();
  commands(top, 0);
  if (!given_up_ && !at(TokenKind::end_of_file)) {
    error(fmt::format("unexpected {} found at (the presumed) end of file", describe(token_.kind)));
  }
  if (diagnostics_.has_errors()) diagnostics_.error(script_name_, 0, "parse failed");
  return top;
}

void Parser::commands(std::vector<Node>& into, unsigned depth) {
  while (!given_up_ && at(TokenKind::identifier)) {
    Node& node = into.emplace_back();
    node.name = base::lowered(token_.text);
    node.line = token_.line;
    advance();
    arguments(node);
    if (!given_up_) tests(node, 1);
    too_deep_ = false;
    if (!given_up_) command_end(node, depth);
  }
}

// ";" or a block. After a mistake it looks for them once more further on.
void Parser::command_end(Node& node, unsigned depth) {
  if (!at(TokenKind::semicolon) && !at(TokenKind::left_brace)) {
    error(fmt::format("expected end of command ';' or the beginning of a compound block '{{', but found {}",
                      describe(token_.kind)));
    recover(TokenKind::semicolon, depth > 0);
    if (at(TokenKind::end_of_file)) {
      give_up();
      return;
    }
  }
  if (accept(TokenKind::semicolon) || !at(TokenKind::left_brace)) return;
  if (depth >= limits::kBlockDepth) {
    error(fmt::format("cannot nest command blocks deeper than {} levels", limits::kBlockDepth));
    skip_block();
    return;
  }
  advance();
  node.has_block = true;
  commands(node.block, depth + 1);
  if (given_up_ || accept(TokenKind::right_brace)) return;
  error(fmt::format("expected end of compound block '}}', but found {}", describe(token_.kind)));
  give_up();
}

void Parser::add_argument(Node& node, Argument argument) {
  if (node.arguments.size() <= limits::kArguments) node.arguments.push_back(std::move(argument));
}

bool Parser::arguments(Node& node) {
  bool told = false;
  while (true) {
    if (node.arguments.size() > limits::kArguments && !told) {
      error(fmt::format("too many arguments for command '{}'", node.name));
      told = true;
    }
    Argument argument;
    argument.line = token_.line;
    switch (token_.kind) {
      case TokenKind::number:
        argument.kind = Argument::Kind::number;
        argument.number = token_.number;
        break;
      case TokenKind::tag:
        argument.kind = Argument::Kind::tag;
        argument.tag = token_.text;
        break;
      case TokenKind::string:
        argument.strings.push_back({token_.text, token_.line, {}});
        break;
      case TokenKind::left_bracket:
        argument.kind = Argument::Kind::string_list;
        if (!string_list(argument)) return give_up();
        break;
      default:
        return true;
    }
    add_argument(node, std::move(argument));
    advance();
  }
}

// From '[' to ']', which stays the current token. False where the list could not be brought to its end.
bool Parser::string_list(Argument& argument) {
  const char* after = "'['";
  do {
    advance();
    if (!at(TokenKind::string)) {
      error(fmt::format("expecting string after {} in string list, but found {}", after,
                        describe(token_.kind)));
      recover(TokenKind::right_bracket, false);
      break;
    }
    argument.strings.push_back({token_.text, token_.line, {}});
    advance();
    after = "','";
  } while (at(TokenKind::comma));
  if (at(TokenKind::right_bracket)) return true;
  error(fmt::format("expecting ',' or end of string list ']', but found {}", describe(token_.kind)));
  recover(TokenKind::right_bracket, false);
  return at(TokenKind::right_bracket);
}

bool Parser::tests(Node& node, unsigned depth) {
  if (!at(TokenKind::identifier) && !at(TokenKind::left_parenthesis)) return true;
  if (depth > limits::kTestDepth) {
    error(fmt::format("cannot nest tests deeper than {} levels", limits::kTestDepth));
    return skip_tests();
  }
  return at(TokenKind::identifier) ? test(node, depth) : test_list(node, depth);
}

bool Parser::test(Node& node, unsigned depth) {
  Node& inner = node.tests.emplace_back();
  inner.name = base::lowered(token_.text);
  inner.line = token_.line;
  advance();
  return arguments(inner) && tests(inner, depth + 1);
}

bool Parser::test_list(Node& node, unsigned depth) {
  node.has_test_list = true;
  bool first_missing = false;
  const char* after = "'('";
  do {
    advance();
    if (!at(TokenKind::identifier)) {
      error(fmt::format("expecting test identifier after {} in test list, but found {}", after,
                        describe(token_.kind)));
      first_missing = node.tests.empty();
      recover(TokenKind::right_parenthesis, false);
      break;
    }
    if (!test(node, depth) && (given_up_ || too_deep_)) return false;
    after = "','";
  } while (at(TokenKind::comma));
  if (!accept(TokenKind::right_parenthesis)) {
    error(fmt::format("expecting ',' or end of test list ')', but found {}", describe(token_.kind)));
    recover(TokenKind::right_parenthesis, false);
    if (at(TokenKind::right_brace) || at(TokenKind::end_of_file)) give_up();
    accept(TokenKind::right_parenthesis);
  }
  if (first_missing) error(fmt::format("failed to accept more tests for command '{}'", node.name));
  return !given_up_;
}

}  // namespace dovetail::lmtp::sieve
