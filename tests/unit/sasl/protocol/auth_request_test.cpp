// SPDX-License-Identifier: MIT
#include "sasl/protocol/auth_request.hpp"

#include "libcommon/wire/tab_fields.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl::protocol;

namespace {

base::Result<AuthRequest, std::string> parse(const std::string& line, unsigned minor = 2) {
  const auto fields = wire::split_tab_fields(line);
  REQUIRE(fields);
  return parse_auth(*fields, minor);
}

}  // namespace

TEST_CASE("An AUTH line with everything in it") {
  const auto request = parse(
      "7\tscram-sha-1\tservice=imap\tsecured=tls\tvalid-client-cert\tsession=a/"
      "b\tlip=::1\trip=192.0.2.1\tlport=143\t"
      "rport=5000\treal_rip=198.51.100.1\tlocal_name=mx\tclient_id=(\"a\" "
      "\"b\")\tcert_username=c\tno-penalty\tnologin\t"
      "final-resp-ok\tdebug\tfuture=1\tresp=YQ==");
  REQUIRE(request);
  CHECK(request->id == 7);
  CHECK(request->mechanism == "SCRAM-SHA-1");
  CHECK(request->initial == "YQ==");
  const auto& connection = request->connection;
  CHECK(connection.service == "imap");
  CHECK((connection.secured && connection.tls && connection.valid_client_cert));
  CHECK(connection.session == "a/b");
  CHECK(connection.local_ip == "::1");
  CHECK(connection.remote_ip == "192.0.2.1");
  CHECK(connection.real_remote_ip == "198.51.100.1");
  CHECK(connection.real_local_ip == "::1");
  CHECK(connection.local_port == 143);
  CHECK(connection.real_remote_port == 5000);
  CHECK(connection.cert_user == "c");
  CHECK((connection.no_penalty && connection.no_login && connection.final_response_ok && connection.debug));
}

TEST_CASE("service and protocol are one parameter, and one of them must be there") {
  CHECK(parse("1\tPLAIN\tprotocol=smtp")->connection.service == "smtp");
  CHECK_FALSE(parse("1\tPLAIN\tlip=127.0.0.1"));
  CHECK_FALSE(parse("1\tPLAIN"));
}

TEST_CASE("An empty initial response depends on the client's minor version") {
  CHECK(parse("1\tPLAIN\tservice=smtp\tresp=", 2)->initial == "");
  CHECK_FALSE(parse("1\tPLAIN\tservice=smtp\tresp=", 1)->initial);
  CHECK(parse("1\tPLAIN\tservice=smtp\tresp==", 0)->initial == "");
  CHECK_FALSE(parse("1\tPLAIN\tservice=smtp", 4)->initial);
}

TEST_CASE("Broken AUTH lines") {
  CHECK_FALSE(parse("1\tPLAIN\tservice=smtp\tresp=YQ==\tlip=127.0.0.1"));
  CHECK_FALSE(parse("0\tPLAIN\tservice=smtp"));
  CHECK_FALSE(parse("4294967296\tPLAIN\tservice=smtp"));
  CHECK_FALSE(parse("-1\tPLAIN\tservice=smtp"));
  CHECK_FALSE(parse("x\tPLAIN\tservice=smtp"));
  CHECK(parse("4294967295\tPLAIN\tservice=smtp")->id == 4294967295U);
}

TEST_CASE("Addresses and ports that do not parse are ignored") {
  const auto request = parse("1\tPLAIN\tservice=smtp\trip=nonsense\tlip=1.2.3\trport=99999\tlport=x");
  REQUIRE(request);
  CHECK(request->connection.remote_ip.empty());
  CHECK(request->connection.local_ip.empty());
  CHECK(request->connection.remote_port == 0);
  CHECK(request->connection.local_port == 0);
}

TEST_CASE("forward_fields are escaped twice") {
  const std::string inner = wire::tab_escaped("a=1\t2") + "\t" + wire::tab_escaped("b=x");
  const auto request = parse("1\tPLAIN\tservice=imap\tforward_fields=" + wire::tab_escaped(inner));
  REQUIRE(request);
  CHECK(request->connection.forwarded.value("a") == "1\t2");
  CHECK(request->connection.forwarded.value("b") == "x");
}
