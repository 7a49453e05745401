// SPDX-License-Identifier: MIT
#include "sasl/request/connection.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::sasl;

TEST_CASE("secured says whether it is TLS") {
  Connection connection;
  set_parameter(connection, "secured", "");
  CHECK((connection.secured && !connection.tls));
  set_parameter(connection, "secured", "tls");
  CHECK(connection.tls);
}

TEST_CASE("The physical peer defaults to the peer, and a proxy's word is kept") {
  Connection connection;
  set_parameter(connection, "rip", "192.0.2.1");
  set_parameter(connection, "rport", "25");
  set_parameter(connection, "real_rport", "26");
  complete(connection);
  CHECK(connection.real_remote_ip == "192.0.2.1");
  CHECK(connection.real_remote_port == 26);
  CHECK(connection.remote_address());
  CHECK_FALSE(Connection().remote_address());
}

TEST_CASE("What is unknown is ignored") {
  Connection connection;
  set_parameter(connection, "ssl_cipher", "x");
  set_parameter(connection, "", "");
  CHECK(connection.service.empty());
}
