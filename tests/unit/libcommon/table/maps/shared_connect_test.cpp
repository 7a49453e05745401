// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/shared_connect.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::table::maps;
using namespace std::chrono_literals;

namespace {

SharedConnect parse(std::string_view text) {
  return SharedConnect::parse(text, config::MemorySource(), 7s);
}

}  // namespace

TEST_CASE("every word of a connect string") {
  const SharedConnect shared = parse(
      "host=db1 host=db2 port=3307 user=u password='p w' dbname=d option_file=/o option_group=g ssl_ca=/ca "
      "ssl_ca_path=/cas ssl_cert=/c ssl_key=/k ssl_cipher=X ssl_verify_server_cert=no connect_timeout=1 "
      "read_timeout=2 write_timeout=3");
  CHECK(shared.problems.empty());
  CHECK(shared.hosts == std::vector<sql::MariadbHost>{{"db1", 3307}, {"db2", 3307}});
  const sql::MariadbOptions& options = shared.options;
  CHECK(options.user == "u");
  CHECK(options.password == "p w");
  CHECK(options.database == "d");
  CHECK(options.option_file == "/o");
  CHECK(options.option_group == "g");
  CHECK(options.tls == sql::MariadbTls{"/ca", "/cas", "/c", "/k", "X", false});
  CHECK(options.connect_timeout == 1s);
  CHECK(options.read_timeout == 2s);
  CHECK(options.write_timeout == 3s);
}

TEST_CASE("without words: the library's host, the group client, the caller's patience") {
  const SharedConnect shared = parse("");
  CHECK(shared.hosts == std::vector<sql::MariadbHost>{{}});
  CHECK(shared.options.option_group == "client");
  CHECK(shared.options.read_timeout == 7s);
}

TEST_CASE("a port is for hosts, not for sockets") {
  const SharedConnect shared = parse("host=/run/m.sock host=db host=other:99 host=localhost port=3307");
  CHECK(shared.hosts ==
        std::vector<sql::MariadbHost>{{"/run/m.sock", 0}, {"db", 3307}, {"other", 99}, {}});
}

TEST_CASE("a word that is unknown or wrong is an error") {
  for (const char* wrong : {"ssl=yes", "hosts=db", "/run/m.sock", "port=x", "port=0", "ssl_verify_server_cert=1",
                            "read_timeout=soon", "host=db:0", "password=credential:none"}) {
    CAPTURE(wrong);
    const SharedConnect shared = parse(wrong);
    REQUIRE(shared.problems.size() == 1);
    CHECK(shared.problems[0].is_error);
  }
}
