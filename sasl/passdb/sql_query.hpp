// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/sql/database.hpp"
#include "libcommon/vars/expand.hpp"

namespace dovetail::sasl {

// A query with its values, ready to run on any connection.
struct BoundQuery {
  struct Piece {
    std::string text;   // of the query, up to the value
    std::string value;  // what was put in; only if `has_value`
    bool has_value = false;
    bool quoted = false;  // the value stood between quotes in the template
  };
  std::vector<Piece> pieces;

  // With "?" where values stand; nothing if a value stands outside quotes and so has to be written into the
  // text.
  std::optional<std::string> prepared_text() const;
  // With escaped values in place, as Dovecot sends it.
  std::string finished_text(sql::Database& database) const;
};

// A query as the administrator wrote it, `%u` and its like inside. A quoted text with variables ('%u',
// '%n@%d') becomes one bound parameter, so that no value can break out of it; a variable outside quotes is
// escaped into the text. Immutable; use from any thread.
class SqlTemplate {
 public:
  // `backslash`: inside quotes a backslash escapes (MariaDB); SQLite knows only doubled quotes.
  SqlTemplate(std::string_view text, sql::Dialect dialect);

  // The error is temporary: a broken template never looks like an unknown user.
  base::Result<BoundQuery> bind(const vars::Values& values) const;
  std::set<std::string> variables() const;  // by their long names
  const std::string& text() const { return text_; }

 private:
  struct Part {
    std::string text;   // query text before the value
    std::string value;  // template of the value
    bool has_value = false;
    bool quoted = false;
  };
  void take_quoted(std::size_t& at, std::string& plain, bool backslash);
  void take_variable(std::size_t& at, std::string& plain);

  std::string text_;
  std::vector<Part> parts_;
};

// Rows of an answer, all as text.
struct Rows {
  std::vector<std::string> names;
  std::vector<std::vector<std::optional<std::string>>> rows;
};

// Runs the query and reads at most `most` rows. Blocks; on the thread that owns the connection.
base::Result<Rows> run_query(sql::Database& database, const BoundQuery& query, std::size_t most);

}  // namespace dovetail::sasl
