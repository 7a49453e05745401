// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "libcommon/table/bound_query.hpp"

namespace dovetail::table {

// A bound query for `keys` keys by one statement, (SELECT 0, …) UNION ALL (SELECT 1, …) …: the values of all keys one
// after the other, and in front of each row the number of its key. Each part is planned as the query alone is, and
// gives the same rows in the same order.
// Nothing where that is not sure: a list that is more than names of columns (its types could depend on the values), or
// words that mean something else inside of a union (ORDER BY, GROUP BY, LIMIT, FOR UPDATE, variables, comments).
std::optional<std::string> joined_form(const BoundQuery& query, std::size_t keys);

}  // namespace dovetail::table
