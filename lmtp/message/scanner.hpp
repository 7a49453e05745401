// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace dovetail::lmtp::message {

// Walks over the text of a structured header field (RFC 5322 §3.2, RFC 2045 §5.1), leniently: an unclosed
// comment or string ends with the text. Never moves past the end; peek() is '\0' there.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  std::size_t position() const { return at_; }
  void move_to(std::size_t position) { at_ = position; }
  std::string_view rest() const { return text_.substr(at_); }
  std::string_view between(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }

  bool take(char c);  // moves over c if it stands here
  void advance() {
    if (!at_end()) ++at_;
  }

  void skip_cfws();                // white space, folds and (nested (comments))
  bool skip_to(char c);            // over the next c outside of quotes and comments; false at the end
  std::string quoted_string();     // from the '"' here: content without quoting
  std::string_view token();        // RFC 2045 token; may be empty
  std::string_view atom();         // RFC 5322 atext and bytes above 127; may be empty
  std::string_view loose_value();  // up to white space or ';': values that should have been quoted

 private:
  void skip_comment();

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace dovetail::lmtp::message
