// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::table {

// A key or a result value taken apart at its last '@', as mysql_table(5) does. Views into the text given.
struct Parts {
  explicit Parts(std::string_view text);

  std::string_view whole;
  std::string_view user;                   // before the '@'; the whole text without one
  std::optional<std::string_view> domain;  // after the '@', may be empty

  bool has_domain() const { return domain && !domain->empty(); }
  bool lacks_user() const { return domain && user.empty(); }
  // The n-th label of the domain counted from the right, 1 is the top level; empty if there is none. Labels
  // without a character do not count: Postfix 3.7 takes b from "b..c." for %2.
  std::string_view label(int n) const;
};

// What a template asks of the text that it takes apart.
struct Needs {
  bool user = false;
  bool domain = false;
  int labels = 0;

  void add(const Needs& other);
  bool met_by(const Parts& parts) const;
};

// One of the two templates of a query file, split into its pieces: `query` (%s %u %d %1-9; %S %U %D mean the
// same) and `result_format` (%s %u %d of the value, %S %U %D %1-9 of the key). mysql_table(5),
// sqlite_table(5).
class Template {
 public:
  enum class Kind { literal, whole, user, domain, label };
  struct Piece {
    Kind kind = Kind::literal;
    bool of_key = false;  // result_format: taken from the key instead of the value
    int label = 0;
    std::string text;  // of a literal
  };

  static base::Result<Template> query(std::string_view text);
  static base::Result<Template> result_format(std::string_view text);
  explicit Template(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}

  const std::vector<Piece>& pieces() const { return pieces_; }
  Needs needs_of_key() const;
  Needs needs_of_value() const;  // result_format only
  bool is_plain_copy() const;    // exactly "%s"

 private:
  std::vector<Piece> pieces_;
};

// The part of `key` or `value` that the piece stands for; a literal's own text.
std::string_view piece_text(const Template::Piece& piece, const Parts& key, const Parts& value);

// Appends the expansion of `format` to `out`. A query template takes its key as both parts. No escaping.
void expand(const Template& format, const Parts& key, const Parts& value, std::string& out);

}  // namespace dovetail::table
