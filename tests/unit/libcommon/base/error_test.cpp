// SPDX-License-Identifier: MIT
#include "libcommon/base/error.hpp"

#include <cerrno>

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("an unknown failure is temporary") {
  CHECK(base::Error{}.kind == base::ErrorKind::temporary);
}

TEST_CASE("a system error names what was tried, keeps the number and is temporary") {
  const base::Error error = base::system_error("cannot rename tmp/a to new/a", ENOSPC);
  CHECK(error.kind == base::ErrorKind::temporary);
  CHECK(error.code == ENOSPC);
  CHECK(error.detail == "cannot rename tmp/a to new/a: No space left on device");
  CHECK(error.text.empty());
}

TEST_CASE("context goes in front of the detail and changes nothing else") {
  const base::Error error = base::with_context(base::permanent("no such table", 1), "greylist.db");
  CHECK(error.detail == "greylist.db: no such table");
  CHECK(error.kind == base::ErrorKind::permanent);
  CHECK(error.code == 1);
}
