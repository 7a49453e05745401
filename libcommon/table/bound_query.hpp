// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libcommon/sql/database.hpp"
#include "libcommon/table/expansion.hpp"

namespace dovetail::table {

// A query template as a prepared statement: every quoted literal that holds a key part became a `?`, whose
// value is the literal's content, expanded without escaping. What comes back is the same as for the text
// form.
struct BoundQuery {
  std::string sql;
  std::vector<Template> values;  // one for each `?`
};

// Nothing where the text form with escaping must be kept: a key part outside of '…', a literal whose bound
// form could mean something else (x'…', DATE '…', neighbouring literals, backslashes in MySQL), a `?` of its
// own, or a statement that is not a SELECT. The server may still refuse to prepare it; then the text form
// serves, too.
std::optional<BoundQuery> bind_form(const Template& query, sql::Dialect dialect);

// True where a key part stands outside of quotes: escaping protects nothing there. Worth a warning.
bool has_unquoted_part(const Template& query, sql::Dialect dialect);

}  // namespace dovetail::table
