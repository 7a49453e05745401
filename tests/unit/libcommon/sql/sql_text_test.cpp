// SPDX-License-Identifier: MIT
#include "libcommon/sql/sql_text.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using Parts = std::vector<std::string_view>;

TEST_CASE("a script is cut at its semicolons") {
  CHECK(sql::split_statements("a; b ;\nc") == Parts{"a", "b", "c"});
  CHECK(sql::split_statements("a;").size() == 1);
  CHECK(sql::split_statements("").empty());
  CHECK(sql::split_statements(" ; ;\n").empty());
}

TEST_CASE("quotes and comments hide semicolons") {
  CHECK(sql::split_statements("a ';' b; c \"x;'\" d; e `;`") == Parts{"a ';' b", "c \"x;'\" d", "e `;`"});
  CHECK(sql::split_statements("a 'it''s;' ; b") == Parts{"a 'it''s;'", "b"});
  CHECK(sql::split_statements("a -- x;y\n b; /* ; */ c # ;\n d") ==
        Parts{"a -- x;y\n b", "/* ; */ c # ;\n d"});
  CHECK(sql::split_statements("a 'open;").size() == 1);
}

TEST_CASE("comments alone are no statement") {
  CHECK(sql::split_statements("-- only; this\n;/* and */ # this\n").empty());
}
