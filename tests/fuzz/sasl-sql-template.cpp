// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sasl/passdb/sql_query.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

// A query template and a hostile user name, separated by a line feed: where all variables stand in quotes, no
// byte of the name reaches the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cut = std::min(text.find('\n'), text.size());
  const std::string_view user = text.substr(std::min(cut + 1, text.size()));
  for (const sql::Dialect dialect : {sql::Dialect::sqlite, sql::Dialect::mariadb}) {
    const sasl::SqlTemplate query(text.substr(0, cut), dialect);
    vars::Table first;
    first.set_user(user);
    vars::Table second;
    second.set_user("x");
    const auto bound = query.bind(first);
    const auto other = query.bind(second);
    if (bound && other) {  // a value may make the text too long
      fuzz::check(bound->prepared_text() == other->prepared_text(), "the text does not depend on the name");
    }
  }
  return 0;
}
