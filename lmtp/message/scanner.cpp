// SPDX-License-Identifier: MIT
#include "lmtp/message/scanner.hpp"

#include "libcommon/base/text.hpp"
#include "lmtp/message/limits.hpp"

namespace dovetail::lmtp::message {

namespace {

bool is_blank_or_line_end(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_token_char(char c) {
  return static_cast<unsigned char>(c) > 32 && c != 127 &&
         std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

bool is_atom_char(char c) {
  return static_cast<unsigned char>(c) > 32 && c != 127 &&
         std::string_view("()<>@,;:\\\".[]").find(c) == std::string_view::npos;
}

}  // namespace

bool Scanner::take(char c) {
  if (at_end() || text_[at_] != c) return false;
  ++at_;
  return true;
}

void Scanner::skip_comment() {
  std::size_t depth = 0;
  while (!at_end()) {
    const char c = text_[at_++];
    if (c == '\\' && !at_end()) {
      ++at_;
    } else if (c == '(') {
      if (++depth > limits::kCommentDepth) at_ = text_.size();
    } else if (c == ')' && --depth == 0) {
      return;
    }
  }
}

void Scanner::skip_cfws() {
  while (!at_end()) {
    if (text_[at_] == '(') {
      skip_comment();
    } else if (is_blank_or_line_end(text_[at_])) {
      ++at_;
    } else {
      return;
    }
  }
}

bool Scanner::skip_to(char c) {
  while (!at_end()) {
    if (take(c)) return true;
    if (peek() == '"') {
      quoted_string();
    } else if (peek() == '(') {
      skip_comment();
    } else {
      ++at_;
    }
  }
  return false;
}

std::string Scanner::quoted_string() {
  std::string out;
  take('"');
  while (!at_end()) {
    const char c = text_[at_++];
    if (c == '"') break;
    const char meant = c == '\\' && !at_end() ? text_[at_++] : c;
    if (meant != '\r' && meant != '\n') {  // of folding; never part of a value, also behind a backslash
      out += meant;
    }
  }
  return out;
}

std::string_view Scanner::token() {
  const std::size_t begin = at_;
  while (!at_end() && is_token_char(text_[at_])) {
    ++at_;
  }
  return between(begin, at_);
}

std::string_view Scanner::atom() {
  const std::size_t begin = at_;
  while (!at_end() && is_atom_char(text_[at_])) {
    ++at_;
  }
  return between(begin, at_);
}

std::string_view Scanner::loose_value() {
  const std::size_t begin = at_;
  while (!at_end() && text_[at_] != ';' && !is_blank_or_line_end(text_[at_])) {
    ++at_;
  }
  return between(begin, at_);
}

}  // namespace dovetail::lmtp::message
