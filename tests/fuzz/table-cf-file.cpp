// SPDX-License-Identifier: MIT
#include "libcommon/config/source.hpp"
#include "libcommon/table/maps/query_file.hpp"
#include "libcommon/table/maps/shared_connect.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  const config::MemorySource files;
  const auto sqlite = table::maps::read_sqlite_file(input, files);
  fuzz::check(sqlite.query.has_value() || !sqlite.problems.empty(), "no table without a reason");
  static_cast<void>(table::maps::SharedConnect::parse(input, files));
  const auto shared = table::maps::SharedConnect::parse("host=h user=u", files);
  const auto mysql = table::maps::read_mysql_file(input, files, shared);
  fuzz::check(mysql.query.has_value() || !mysql.problems.empty(), "no table without a reason");
  if (mysql.query) {
    for (const std::string_view key : {"user@example.test", "@", "", "u", "a@b@c.d", "'\\%s"}) {
      static_cast<void>(mysql.query->may_hold(key));
    }
  }
  static_cast<void>(table::maps::type_of_file(input));
  return 0;
}
