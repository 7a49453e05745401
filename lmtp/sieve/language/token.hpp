// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace dovetail::lmtp::sieve {

enum class TokenKind {
  end_of_file,
  identifier,
  tag,  // text without the colon
  number,
  string,  // quoted or multi-line; text is the value
  left_brace,
  right_brace,
  left_bracket,
  right_bracket,
  left_parenthesis,
  right_parenthesis,
  comma,
  semicolon,
  colon,
  slash,    // stray ones
  unknown,  // characters that begin nothing; reported by the lexer
  error,    // something begun and broken; reported by the lexer, so the parser says nothing more
};

struct Token {
  TokenKind kind = TokenKind::end_of_file;
  unsigned line = 1;  // on which it begins
  std::string text;
  std::uint64_t number = 0;
};

// The words of diagnostics: "'}'", "end of file", "string".
const char* describe(TokenKind kind);

}  // namespace dovetail::lmtp::sieve
