// SPDX-License-Identifier: MIT
#include "libcommon/table/bound_query.hpp"

#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"

namespace dovetail::table {
namespace {

using Piece = Template::Piece;

constexpr std::array kTypedLiterals{"date", "time", "timestamp", "interval", "as", "escape", "separator"};

bool is_word(char c) {
  return base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Reads a template piece by piece, byte by byte, and keeps track of where in SQL's lexical structure it is.
class Scanner {
 public:
  explicit Scanner(sql::Dialect dialect) : dialect_(dialect) {}

  void run(const Template& query) {
    for (const Piece& piece : query.pieces()) {
      if (piece.kind != Template::Kind::literal) {
        key_part(piece);
        continue;
      }
      for (std::size_t i = 0; i < piece.text.size(); ++i) {
        step(piece.text[i], i + 1 < piece.text.size() ? piece.text[i + 1] : '\0');
      }
    }
    close_literal();
    complete_ = state_ == State::code || state_ == State::line_comment;
  }

  bool translatable() const { return complete_ && !refused_ && !unquoted_; }
  bool unquoted() const { return unquoted_; }
  BoundQuery take() { return {std::move(sql_), std::move(values_)}; }

 private:
  enum class State { code, literal, literal_quote, other_quote, line_comment, block_comment };

  void key_part(const Piece& piece) {
    if (state_ == State::literal_quote) close_literal();
    if (state_ != State::literal) {
      // "…" is a string in MySQL unless ANSI_QUOTES is set: escaping protects it, binding does not apply.
      unquoted_ =
          unquoted_ || state_ != State::other_quote || quote_ != '"' || dialect_ != sql::Dialect::mariadb;
      refused_ = true;
      return;
    }
    content_.push_back(piece);
    has_part_ = true;
  }

  void step(char c, char next) {
    switch (state_) {
      case State::literal:
        in_literal(c);
        return;
      case State::literal_quote:
        if (c == '\'') {  // '' inside a literal
          add_content('\'');
          state_ = State::literal;
          return;
        }
        close_literal();
        in_code(c, next);
        return;
      case State::other_quote:
        sql_.push_back(c);
        if (c == quote_) state_ = State::code;
        if (c == '\\') refused_ = true;
        return;
      case State::line_comment:
        sql_.push_back(c);
        if (c == '\n') state_ = State::code;
        return;
      case State::block_comment:
        if (c == '/' && sql_.back() == '*') state_ = State::code;
        sql_.push_back(c);
        return;
      case State::code:
        in_code(c, next);
        return;
    }
  }

  void in_literal(char c) {
    if (c == '\'') {
      state_ = State::literal_quote;
      return;
    }
    if (c == '\\' && dialect_ == sql::Dialect::mariadb) refused_ = true;  // its meaning depends on sql_mode
    add_content(c);
  }

  void add_content(char c) {
    if (content_.empty() || content_.back().kind != Template::Kind::literal) content_.emplace_back();
    content_.back().text.push_back(c);
  }

  void in_code(char c, char next) {
    if (c == '\'') {
      refused_ = refused_ || unusual_before_literal();
      state_ = State::literal;
      content_.clear();
      has_part_ = false;
      return;
    }
    if (c == '"' || c == '`' || (c == '[' && dialect_ == sql::Dialect::sqlite)) {
      quote_ = c == '[' ? ']' : c;
      state_ = State::other_quote;
    } else if (c == '-' && next == '-') {
      state_ = State::line_comment;
    } else if (c == '#' && dialect_ == sql::Dialect::mariadb) {
      state_ = State::line_comment;
    } else if (c == '/' && next == '*') {
      state_ = State::block_comment;
    } else if (c == '?' || c == ';') {
      refused_ = true;
    }
    if (!base::is_space(c)) after_literal_ = false;
    sql_.push_back(c);
  }

  // A word or a literal right before the opening quote gives the literal another meaning.
  bool unusual_before_literal() const {
    if (after_literal_) return true;
    std::string_view before = sql_;
    if (!before.empty() && is_word(before.back())) return true;  // x'…', _utf8'…'
    before = base::trimmed(before);
    std::size_t start = before.size();
    while (start > 0 && is_word(before[start - 1]))
      --start;
    const std::string word = base::lowered(before.substr(start));
    return !word.empty() && (word[0] == '_' || std::find(kTypedLiterals.begin(), kTypedLiterals.end(),
                                                         word) != kTypedLiterals.end());
  }

  void close_literal() {
    if (state_ != State::literal_quote) return;
    state_ = State::code;
    after_literal_ = true;
    if (has_part_) {
      sql_.push_back('?');
      values_.emplace_back(std::move(content_));
      content_ = {};
      return;
    }
    sql_.push_back('\'');
    for (const Piece& piece : content_) {
      sql_.append(base::replaced_all(piece.text, "'", "''"));
    }
    sql_.push_back('\'');
  }

  sql::Dialect dialect_;
  State state_ = State::code;
  char quote_ = 0;
  std::string sql_;
  std::vector<Template> values_;
  std::vector<Piece> content_;  // of the literal being read, unquoted
  bool has_part_ = false;
  bool after_literal_ = false;
  bool refused_ = false;
  bool unquoted_ = false;
  bool complete_ = false;
};

}  // namespace

std::optional<BoundQuery> bind_form(const Template& query, sql::Dialect dialect) {
  Scanner scanner(dialect);
  scanner.run(query);
  if (!scanner.translatable()) return std::nullopt;
  BoundQuery bound = scanner.take();
  const auto words = base::words(std::string_view(bound.sql).substr(0, 64));
  if (words.empty() || !base::equals_ignoring_case(words[0], "select")) return std::nullopt;
  return bound;
}

bool has_unquoted_part(const Template& query, sql::Dialect dialect) {
  Scanner scanner(dialect);
  scanner.run(query);
  return scanner.unquoted();
}

}  // namespace dovetail::table
