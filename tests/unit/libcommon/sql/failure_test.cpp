// SPDX-License-Identifier: MIT
#include "libcommon/sql/failure.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using sql::Failure;

TEST_CASE("failures are temporary unless the query or we are wrong") {
  CHECK(sql::make_error(Failure::lost, "x").kind == base::ErrorKind::temporary);
  CHECK(sql::make_error(Failure::other, "x").kind == base::ErrorKind::temporary);
  CHECK(sql::make_error(Failure::refused, "x").kind == base::ErrorKind::temporary);
  CHECK(sql::make_error(Failure::query, "x").kind == base::ErrorKind::permanent);
  CHECK(sql::make_error(Failure::misuse, "x").kind == base::ErrorKind::internal);
}

TEST_CASE("a failure survives in its error, with context too") {
  for (int code = 0; code <= static_cast<int>(Failure::timed_out); ++code) {
    const auto failure = static_cast<Failure>(code);
    CHECK(sql::failure_of(base::with_context(sql::make_error(failure, "x"), "y")) == failure);
    CHECK_FALSE(sql::to_string(failure).empty());
  }
  CHECK(sql::failure_of(base::temporary("x", 4711)) == Failure::other);
  CHECK(sql::failure_of(base::temporary("x", -1)) == Failure::other);
}
