// SPDX-License-Identifier: MIT
#include "libcommon/authclient/login_lines.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using authclient::LoginOutcome;

TEST_CASE("the initial response is the last field") {
  authclient::LoginRequest request;
  request.mechanism = "PLAIN";
  request.service = "sieve";
  request.initial_response = std::string("\0alice\0pw", 9);
  request.local_ip = "127.0.0.1";
  request.remote_ip = "192.0.2.7";
  request.local_port = 4190;
  request.remote_port = 999;
  request.session = "s1";
  request.tls = true;
  request.final_response_ok = true;
  CHECK(authclient::auth_line(7, request) ==
        "AUTH\t7\tPLAIN\tservice=sieve\tnologin\tfinal-resp-ok\tsecured=tls\tsession=s1\tlip=127.0.0.1\t"
        "rip=192.0.2.7\tlport=4190\trport=999\tresp=AGFsaWNlAHB3\n");
}

TEST_CASE("no initial response and an empty one are two things") {
  authclient::LoginRequest request;
  request.mechanism = "LOGIN";
  request.service = "smtp";
  request.secured = true;
  request.no_login = false;
  CHECK(authclient::auth_line(1, request) == "AUTH\t1\tLOGIN\tservice=smtp\tsecured\n");
  request.initial_response = "";
  CHECK(authclient::auth_line(1, request) == "AUTH\t1\tLOGIN\tservice=smtp\tsecured\tresp=\n");
}

TEST_CASE("success with a name, data and other fields") {
  const auto outcome =
      authclient::ok_outcome({"OK", "1", "user=bob@ex.test", "original_user=master", "resp=dj14", ""});
  CHECK(outcome.kind == LoginOutcome::Kind::ok);
  CHECK(outcome.user == "bob@ex.test");
  CHECK(outcome.success_data == "v=x");
  REQUIRE(outcome.fields.size() == 1);
  CHECK(outcome.fields[0].first == "original_user");
}

TEST_CASE("right password but nologin: nobody may come in") {
  const auto outcome = authclient::ok_outcome({"OK", "1", "user=n", "nologin", "reason=Account_closed"});
  CHECK(outcome.kind == LoginOutcome::Kind::refused);
  CHECK(outcome.reason == "Account_closed");
}

TEST_CASE("refusals and broken back ends are told apart") {
  CHECK(authclient::fail_outcome({"FAIL", "1", "user=u"}).kind == LoginOutcome::Kind::refused);
  CHECK(authclient::fail_outcome({"FAIL", "1", "user=u", "code=authz_fail"}).code == "authz_fail");
  CHECK(authclient::fail_outcome({"FAIL", "1", "code=temp_fail"}).kind == LoginOutcome::Kind::temporary);
  CHECK(authclient::fail_outcome({"FAIL", "1", "temp"}).kind == LoginOutcome::Kind::temporary);
}
