// SPDX-License-Identifier: MIT
#include "libcommon/table/reply_text.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("the peer sees the text, never the detail") {
  CHECK(table::reply_text({base::ErrorKind::temporary, 0, "busy\n", "secret"}) == "busy?");
  CHECK(table::reply_text({base::ErrorKind::temporary, 0, "", "secret"}).find("secret") == std::string::npos);
  CHECK(table::reply_text({base::ErrorKind::temporary, 0, std::string(900, 'x'), ""}).size() == 200);
}
