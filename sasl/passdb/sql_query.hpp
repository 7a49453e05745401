// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/sql/database.hpp"
#include "libcommon/vars/expand.hpp"
#include "libcommon/vars/template.hpp"

namespace dovetail::sasl {

// A query as the administrator wrote it, cut at its variables; what all logins share of it.
struct SqlShape {
  struct Part {
    std::string text;   // of the query, up to the value
    std::string value;  // the value as written, for messages
    bool has_value = false;
    bool quoted = false;                       // the value stood between quotes in the template
    base::Result<vars::Template> parsed{vars::Template()};  // an error is told by bind()
  };
  std::vector<Part> parts;
  std::optional<std::string> prepared;  // with "?" where values stand; nothing if a value stands outside quotes
};

// A query with its values, ready to run on any connection.
struct BoundQuery {
  std::shared_ptr<const SqlShape> shape;
  std::vector<std::string> values;  // of the parts that have one

  // With "?" where values stand; nothing if a value stands outside quotes and so has to be written into the
  // text.
  const std::optional<std::string>& prepared_text() const { return shape->prepared; }
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
  void take_quoted(SqlShape& shape, std::size_t& at, std::string& plain, bool backslash) const;
  void take_variable(SqlShape& shape, std::size_t& at, std::string& plain) const;

  std::string text_;
  std::shared_ptr<const SqlShape> shape_;
};

// Rows of an answer, all as text.
struct Rows {
  std::vector<std::string> names;
  std::vector<std::vector<std::optional<std::string>>> rows;
};

// Runs the query and reads at most `most` rows. Blocks; on the thread that owns the connection.
base::Result<Rows> run_query(sql::Database& database, const BoundQuery& query, std::size_t most);

// The same without waiting, in two halves: puts the query behind others, if it can be prepared and has been on this
// connection (else false); and its rows once it has run.
bool send_query(sql::Pipeline& pipeline, const BoundQuery& query);
base::Result<Rows> read_rows(sql::Statement& statement, std::size_t most);

}  // namespace dovetail::sasl
