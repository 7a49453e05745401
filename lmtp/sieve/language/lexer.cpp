// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/lexer.hpp"

#include <fmt/format.h>

#include <limits>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/language/limits.hpp"

namespace dovetail::lmtp::sieve {

namespace {

constexpr std::uint64_t kMaxNumber = std::numeric_limits<std::uint64_t>::max();

bool is_identifier_start(char c) {
  return base::is_alpha(c) || c == '_';
}

bool is_identifier_char(char c) {
  return is_identifier_start(c) || base::is_digit(c);
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 32 && byte < 127 ? fmt::format("'{}'", c) : fmt::format("0x{:02x}", byte);
}

// 2^10, 2^20, 2^30 (RFC 5228 §2.4.1); 0 if the letter is none of the three.
std::uint64_t quantifier(char c) {
  switch (base::to_lower(c)) {
    case 'k':
      return 1ULL << 10;
    case 'm':
      return 1ULL << 20;
    case 'g':
      return 1ULL << 30;
    default:
      return 0;
  }
}

}  // namespace

Lexer::Lexer(std::string_view source, const std::string& script_name, Diagnostics& diagnostics)
    : source_(source), script_name_(script_name), diagnostics_(diagnostics) {
  if (source_.starts_with("\xef\xbb\xbf")) at_ = 3;
}

void Lexer::advance() {
  const char c = source_[at_++];
  if (c == '\n' || (c == '\r' && peek() != '\n')) ++line_;
}

// Whatever ends the line here becomes CRLF in a value.
void Lexer::take_line_end(std::string& into) {
  if (peek() == '\r' && peek(1) == '\n') advance();
  advance();
  into += "\r\n";
}

Token Lexer::broken(Token token, unsigned line, std::string text) {
  diagnostics_.error(script_name_, line, std::move(text));
  token.kind = TokenKind::error;
  return token;
}

void Lexer::skip_hash_comment() {
  while (!at_end() && peek() != '\n' && peek() != '\r') {
    advance();
  }
  if (at_end()) {
    diagnostics_.warning(script_name_, line_, "no newline (CRLF) at end of hash comment at end of file");
  }
}

bool Lexer::skip_bracket_comment() {
  const unsigned begin = line_;
  at_ += 2;
  while (!at_end() && !(peek() == '*' && peek(1) == '/')) {
    advance();
  }
  if (at_end()) {
    diagnostics_.error(
        script_name_, line_,
        fmt::format("end of file before end of bracket comment ('/* ... */') started at line {}", begin));
    return false;
  }
  at_ += 2;
  return true;
}

bool Lexer::skip_blank() {
  while (!at_end()) {
    if (is_blank(peek())) {
      advance();
    } else if (peek() == '#') {
      skip_hash_comment();
    } else if (peek() == '/' && peek(1) == '*') {
      if (!skip_bracket_comment()) return false;
    } else {
      break;
    }
  }
  return true;
}

Token Lexer::next() {
  Token token;
  const bool readable = skip_blank();
  token.line = line_;
  if (!readable) {
    token.kind = TokenKind::error;
    return token;
  }
  if (at_end()) return token;
  const char c = peek();
  if (base::is_digit(c)) return number(std::move(token));
  if (is_identifier_start(c)) return identifier(std::move(token));
  if (c == '"') return quoted_string(std::move(token));
  if (c == ':' && is_identifier_start(peek(1))) return tag(std::move(token));
  return punctuation(std::move(token));
}

Token Lexer::number(Token token) {
  token.kind = TokenKind::number;
  bool overflow = false;
  std::uint64_t value = 0;
  for (; base::is_digit(peek()); ++at_) {
    const auto digit = static_cast<std::uint64_t>(peek() - '0');
    overflow = overflow || value > (kMaxNumber - digit) / 10;
    value = overflow ? 0 : value * 10 + digit;
  }
  if (const std::uint64_t factor = quantifier(peek()); factor != 0) {
    ++at_;
    overflow = overflow || value > kMaxNumber / factor;
    value *= factor;
  }
  if (overflow) {
    return broken(std::move(token), line_, fmt::format("number exceeds integer limits (max {})", kMaxNumber));
  }
  token.number = value;
  return token;
}

Token Lexer::identifier(Token token) {
  const std::size_t begin = at_;
  while (is_identifier_char(peek())) {
    ++at_;
  }
  token.kind = TokenKind::identifier;
  token.text = source_.substr(begin, at_ - begin);
  if (token.text.size() > limits::kIdentifier) {
    return broken(std::move(token), line_,
                  fmt::format("encountered impossibly long identifier '{}...'",
                              source_.substr(begin, limits::kIdentifier - 3)));
  }
  if (peek() == ':' && base::equals_ignoring_case(token.text, "text")) return multi_line(std::move(token));
  return token;
}

Token Lexer::tag(Token token) {
  ++at_;
  const std::size_t begin = at_;
  while (is_identifier_char(peek())) {
    ++at_;
  }
  token.kind = TokenKind::tag;
  token.text = base::lowered(source_.substr(begin, at_ - begin));
  if (token.text.size() > limits::kIdentifier) {
    return broken(std::move(token), line_,
                  fmt::format("encountered impossibly long tag identifier ':{}...'",
                              source_.substr(begin, limits::kIdentifier - 3)));
  }
  return token;
}

// False once the string is longer than allowed; the caller drops the rest of it.
bool Lexer::append(Token& token, char c) {
  if (token.text.size() >= limits::kString) return false;
  token.text += c;
  return true;
}

Token Lexer::quoted_string(Token token) {
  token.kind = TokenKind::string;
  const unsigned begin = line_;
  bool too_long = false;
  for (++at_; !at_end() && peek() != '"';) {
    if (peek() == '\\' && at_ + 1 < source_.size()) ++at_;
    if (peek() == '\0') {
      return broken(std::move(token), line_,
                    fmt::format("encountered NUL character in quoted string started at line {}", begin));
    }
    if (peek() == '\n' || peek() == '\r') {
      take_line_end(token.text);
    } else {
      too_long = !append(token, peek()) || too_long;
      ++at_;
    }
  }
  if (at_end()) {
    return broken(std::move(token), line_,
                  fmt::format("end of file before end of quoted string started at line {}", begin));
  }
  ++at_;
  if (too_long) {
    return broken(std::move(token), line_,
                  fmt::format("quoted string started at line {} is too long (longer than {} bytes)", begin,
                              limits::kString));
  }
  return token;
}

// What stands between "text:" and the end of its line; false if something forbidden stands there.
bool Lexer::multi_line_head() {
  ++at_;
  while (peek() == ' ' || peek() == '\t') {
    ++at_;
  }
  if (peek() == '#') skip_hash_comment();
  if (at_end() || peek() == '\r' || peek() == '\n') return true;
  diagnostics_.error(script_name_, line_,
                     fmt::format("invalid character {} after 'text:' in multiline string", shown(peek())));
  return false;
}

Token Lexer::multi_line(Token token) {
  token.kind = TokenKind::string;
  token.text.clear();
  if (!multi_line_head()) {
    token.kind = TokenKind::error;
    return token;
  }
  std::string ignored;
  if (!at_end()) take_line_end(ignored);
  bool too_long = false;
  while (!at_end()) {
    if (peek() == '.') {
      ++at_;
      const bool line_end = peek() == '\n' || peek() == '\r';
      if (line_end) {
        take_line_end(ignored);
        return too_long ? broken(std::move(token), line_, "multi-line string is too long") : token;
      }
      if (peek() != '.') append(token, '.');  // not stuffed; kept as written
    }
    while (!at_end() && peek() != '\n' && peek() != '\r') {
      if (peek() == '\0')
        return broken(std::move(token), line_, "encountered NUL character in multi-line string");
      too_long = !append(token, peek()) || too_long;
      ++at_;
    }
    if (!at_end()) take_line_end(token.text);
  }
  return broken(std::move(token), line_, "end of file before end of multi-line string");
}

Token Lexer::punctuation(Token token) {
  const char c = peek();
  static constexpr std::string_view kCharacters = "{}[](),;:/";
  static constexpr TokenKind kKinds[] = {
      TokenKind::left_brace,    TokenKind::right_brace,      TokenKind::left_bracket,
      TokenKind::right_bracket, TokenKind::left_parenthesis, TokenKind::right_parenthesis,
      TokenKind::comma,         TokenKind::semicolon,        TokenKind::colon,
      TokenKind::slash};
  if (const std::size_t index = kCharacters.find(c); c != '\0' && index != std::string_view::npos) {
    ++at_;
    token.kind = kKinds[index];
    return token;
  }
  diagnostics_.error(script_name_, line_, fmt::format("unexpected character(s) starting with {}", shown(c)));
  const auto begins_something = [](char d) {
    return is_blank(d) || is_identifier_char(d) || kCharacters.find(d) != std::string_view::npos ||
           d == '"' || d == '#';
  };
  do {
    ++at_;
  } while (!at_end() && !begins_something(peek()) && peek() != '\0');
  token.kind = TokenKind::unknown;
  return token;
}

}  // namespace dovetail::lmtp::sieve
