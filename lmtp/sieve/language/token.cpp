// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/token.hpp"

namespace dovetail::lmtp::sieve {

const char* describe(TokenKind kind) {
  switch (kind) {
    case TokenKind::end_of_file:
      return "end of file";
    case TokenKind::identifier:
      return "identifier";
    case TokenKind::tag:
      return "tag";
    case TokenKind::number:
      return "number";
    case TokenKind::string:
      return "string";
    case TokenKind::left_brace:
      return "'{'";
    case TokenKind::right_brace:
      return "'}'";
    case TokenKind::left_bracket:
      return "'['";
    case TokenKind::right_bracket:
      return "']'";
    case TokenKind::left_parenthesis:
      return "'('";
    case TokenKind::right_parenthesis:
      return "')'";
    case TokenKind::comma:
      return "','";
    case TokenKind::semicolon:
      return "';'";
    case TokenKind::colon:
      return "':'";
    case TokenKind::slash:
      return "'/'";
    case TokenKind::unknown:
      return "unknown characters";
    case TokenKind::error:
      break;
  }
  return "(error)";
}

}  // namespace dovetail::lmtp::sieve
