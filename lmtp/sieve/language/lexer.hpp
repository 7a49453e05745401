// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "lmtp/sieve/language/diagnostics.hpp"
#include "lmtp/sieve/language/token.hpp"

namespace dovetail::lmtp::sieve {

// RFC 5228 §8.1 tokens. White space and comments are skipped; CRLF, LF and CR end lines, a UTF-8 mark at the
// start is ignored. Reports what it cannot read and goes on behind it.
class Lexer {
 public:
  Lexer(std::string_view source, const std::string& script_name, Diagnostics& diagnostics);

  Token next();

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  bool at_end() const { return at_ == source_.size(); }
  void advance();  // counts lines
  void take_line_end(std::string& into);
  bool skip_blank();  // white space and comments; false after a broken comment
  bool skip_bracket_comment();
  void skip_hash_comment();
  Token number(Token token);
  Token identifier(Token token);
  Token tag(Token token);
  Token quoted_string(Token token);
  Token multi_line(Token token);
  Token punctuation(Token token);
  bool multi_line_head();
  bool append(Token& token, char c);
  Token broken(Token token, unsigned line, std::string text);

  std::string_view source_;
  const std::string& script_name_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  unsigned line_ = 1;
};

}  // namespace dovetail::lmtp::sieve
