// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/ere.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "libcommon/base/text.hpp"

namespace dovetail::lmtp::sieve {

namespace {

constexpr unsigned kMaxRepeat = 32767;  // RE_DUP_MAX

constexpr const char* kParenthesis = "unmatched ( or \\(";
constexpr const char* kBracket = "unmatched [, [^, [:, [., or [=";
constexpr const char* kBrace = "unmatched \\{";
constexpr const char* kBraceContent = "invalid content of \\{\\}";
constexpr const char* kRange = "invalid range end";
constexpr const char* kClass = "invalid character class name";
constexpr const char* kPreceding = "invalid preceding regular expression";
constexpr const char* kBackslash = "trailing backslash";
constexpr const char* kReference = "invalid back reference";
constexpr const char* kTooBig = "regular expression too big";

bool is_class(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kNames{"alnum", "alpha", "blank", "cntrl",
                                                           "digit", "graph", "lower", "print",
                                                           "punct", "space", "upper", "xdigit"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

class Translator {
 public:
  explicit Translator(std::string_view source) : in_(source) {}

  base::Result<std::string, std::string> run() {
    while (error_ == nullptr && at_ < in_.size()) {
      one();
    }
    if (error_ == nullptr && !groups_.empty()) error_ = kParenthesis;
    if (error_ != nullptr) return base::Unexpected(std::string(error_));
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0'; }

  void one() {
    const char c = in_[at_];
    switch (c) {
      case '(':
        open_group();
        break;
      case ')':
        close_group();
        break;
      case '|':
        ++at_;
        out_ += '|';
        atom_.reset();
        break;
      case '*':
      case '+':
      case '?':
        ++at_;
        repeat(std::string(1, c));
        break;
      case '{':
        brace();
        break;
      case '^':
      case '$':
        ++at_;
        out_ += c == '^' ? "\\A" : "\\z";
        atom_.reset();
        break;
      case '[':
        bracket();
        break;
      case '\\':
        escape();
        break;
      default:
        ++at_;
        atom_ = out_.size();
        if (c == '.') {
          out_ += '.';
        } else {
          literal(c);
        }
    }
  }

  void literal(char c) {
    const bool plain = base::is_alpha(c) || base::is_digit(c) || static_cast<unsigned char>(c) > 127;
    if (c == '\0') {
      out_ += "\\x00";
      return;
    }
    if (!plain) out_ += '\\';
    out_ += c;
  }

  void open_group() {
    ++at_;
    groups_.push_back(out_.size());
    out_ += '(';
    atom_.reset();
    ++group_count_;
  }

  void close_group() {
    ++at_;
    if (groups_.empty()) {  // alone it is a plain character
      atom_ = out_.size();
      out_ += "\\)";
      return;
    }
    atom_ = groups_.back();
    groups_.pop_back();
    out_ += ')';
  }

  // Repeats the last atom; what was repeated once is wrapped, since "a+?" means (a+)? here.
  void repeat(const std::string& quantifier) {
    if (!atom_) {
      error_ = kPreceding;
      return;
    }
    out_.insert(*atom_, "(?:");
    out_ += ")" + quantifier;
  }

  std::optional<unsigned> number() {
    const std::size_t begin = at_;
    while (base::is_digit(peek())) {
      ++at_;
    }
    return base::to_number<unsigned>(in_.substr(begin, at_ - begin));
  }

  void brace() {
    ++at_;
    if (!atom_) {
      error_ = kPreceding;
      return;
    }
    const bool has_least = base::is_digit(peek());
    const auto least = number();
    std::optional<unsigned> most = least;
    bool open = false;
    if (peek() == ',') {
      ++at_;
      open = !base::is_digit(peek());
      most = number();
    }
    if (at_ >= in_.size()) {
      error_ = kBrace;
      return;
    }
    const unsigned from = least.value_or(0);
    if (peek() != '}' || (!has_least && open) || (!open && (!most || *most < from))) {
      error_ = kBraceContent;
      return;
    }
    ++at_;
    if (from > kMaxRepeat || most.value_or(0) > kMaxRepeat) {
      error_ = kTooBig;
      return;
    }
    std::string quantifier = "{" + std::to_string(from);
    if (open)
      quantifier += ",";
    else if (*most != from || !has_least)
      quantifier += "," + std::to_string(*most);
    repeat(quantifier + "}");
  }

  void escape() {
    ++at_;
    if (at_ >= in_.size()) {
      error_ = kBackslash;
      return;
    }
    const char c = in_[at_++];
    if (c == '<' || c == '>' || c == 'b' || c == 'B' || c == '`' || c == '\'') {
      atom_.reset();
      out_ += c == '<'    ? "\\b(?=\\w)"
              : c == '>'  ? "\\b(?<=\\w)"
              : c == '`'  ? "\\A"
              : c == '\'' ? "\\z"
              : c == 'b'  ? "\\b"
                          : "\\B";
      return;
    }
    atom_ = out_.size();
    if (c >= '1' && c <= '9') {
      if (static_cast<unsigned>(c - '0') > group_count_) error_ = kReference;
      out_ += std::string("\\g{") + c + "}";
    } else if (c == 'w' || c == 'W' || c == 's' || c == 'S') {
      out_ += std::string("\\") + c;
    } else {
      literal(c);
    }
  }

  // One element of a bracket expression: its character, or nothing after a class was copied.
  std::optional<char> bracket_element() {
    if (peek() == '[' && (peek(1) == ':' || peek(1) == '.' || peek(1) == '=')) {
      const char kind = peek(1);
      const std::size_t end = in_.find(std::string{kind, ']'}, at_ + 2);
      if (end == std::string_view::npos) {
        error_ = kBracket;
        return std::nullopt;
      }
      const std::string_view name = in_.substr(at_ + 2, end - at_ - 2);
      at_ = end + 2;
      if (kind != ':') {
        if (name.size() != 1) error_ = "invalid collation character";
        return name.size() == 1 ? std::optional(name[0]) : std::nullopt;
      }
      if (!is_class(name)) error_ = kClass;
      out_ += "[:" + std::string(name) + ":]";
      return std::nullopt;
    }
    return in_[at_++];
  }

  void bracket() {
    atom_ = out_.size();
    ++at_;
    out_ += '[';
    if (peek() == '^') {
      ++at_;
      out_ += '^';
    }
    for (bool first = true; error_ == nullptr && (first || peek() != ']'); first = false) {
      if (at_ >= in_.size()) {
        error_ = kBracket;
        return;
      }
      bracket_item();
    }
    ++at_;
    out_ += ']';
  }

  void bracket_item() {
    const auto low = bracket_element();
    if (!low) return;
    literal(*low);
    if (peek() != '-' || peek(1) == ']' || at_ + 1 >= in_.size()) return;
    ++at_;
    const std::size_t before = out_.size();
    const auto high = bracket_element();
    if (!high || static_cast<unsigned char>(*high) < static_cast<unsigned char>(*low)) {
      if (error_ == nullptr) error_ = kRange;
      out_.resize(before);
      return;
    }
    out_ += '-';
    literal(*high);
    if (peek() == '-' && peek(1) != ']') error_ = kRange;  // a-c-e
  }

  std::string_view in_;
  std::string out_;
  std::size_t at_ = 0;
  std::optional<std::size_t> atom_;  // where in the output the last thing that can be repeated begins
  std::vector<std::size_t> groups_;  // where open groups begin
  unsigned group_count_ = 0;
  const char* error_ = nullptr;
};

}  // namespace

base::Result<std::string, std::string> pcre_from_ere(std::string_view ere) {
  return Translator(ere).run();
}

}  // namespace dovetail::lmtp::sieve
