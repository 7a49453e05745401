// SPDX-License-Identifier: MIT
#include "libcommon/authclient/login_session.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using authclient::LoginSession;

namespace {

constexpr std::string_view kHello =
    "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nMECH\tSCRAM-SHA-256\tmutual-auth\nSPID\t99\nCUID\t1\n"
    "COOKIE\t39c2a18cfff617283b707bb621197666\nDONE\n";

LoginSession greeted() {
  LoginSession session(4711);
  session.take_output();
  session.receive(kHello);
  REQUIRE(session.greeted());
  return session;
}

authclient::LoginRequest request(std::string mechanism) {
  authclient::LoginRequest made;
  made.mechanism = std::move(mechanism);
  made.service = "sieve";
  return made;
}

}  // namespace

TEST_CASE("the hello tells mechanisms and cookie") {
  LoginSession session(4711);
  CHECK(session.take_output() == "VERSION\t1\t2\nCPID\t4711\n");
  session.receive(kHello);
  REQUIRE(session.mechanisms().size() == 2);
  CHECK(session.mechanisms()[1].name == "SCRAM-SHA-256");
  CHECK(session.mechanisms()[1].has("mutual-auth"));
  CHECK_FALSE(session.mechanisms()[1].has("plaintext"));
  CHECK(session.cookie() == "39c2a18cfff617283b707bb621197666");
}

TEST_CASE("an exchange of several steps") {
  auto session = greeted();
  const auto id = session.begin(request("LOGIN"));
  CHECK(session.take_output() == "AUTH\t1\tLOGIN\tservice=sieve\tnologin\n");
  session.receive("CONT\t1\tVXNlcm5hbWU6\n");
  CHECK(std::get<LoginSession::Challenge>(*session.next()).data == "Username:");
  session.respond(id, "bob");
  CHECK(session.take_output() == "CONT\t1\tYm9i\n");
  session.receive("CONT\t1\t\n");
  CHECK(std::get<LoginSession::Challenge>(*session.next()).data.empty());
  session.respond(id, "");
  CHECK(session.take_output() == "CONT\t1\t\n");
  session.receive("OK\t1\tuser=bob\n");
  CHECK(std::get<LoginSession::Done>(*session.next()).outcome.user == "bob");
  session.respond(id, "too late");
  CHECK(session.take_output().empty());
}

TEST_CASE("several exchanges at a time, answered in any slicing") {
  const std::string replies = "FAIL\t2\tuser=b\nOK\t1\tuser=a\n";
  for (std::size_t cut = 0; cut <= replies.size(); ++cut) {
    auto session = greeted();
    session.begin(request("PLAIN"));
    session.begin(request("PLAIN"));
    session.receive(replies.substr(0, cut));
    session.receive(replies.substr(cut));
    REQUIRE(std::get<LoginSession::Done>(*session.next()).id == 2);
    REQUIRE(std::get<LoginSession::Done>(*session.next()).id == 1);
  }
}

TEST_CASE("a cancelled exchange says nothing more") {
  auto session = greeted();
  const auto id = session.begin(request("LOGIN"));
  session.take_output();
  session.cancel(id);
  CHECK(session.take_output() == "CANCEL\t1\n");
  session.receive("CONT\t1\tVXNlcm5hbWU6\nFAIL\t1\nCANCELLED\t1\n");
  CHECK_FALSE(session.next());
  CHECK_FALSE(session.broken());
}

TEST_CASE("what the server's line limit does not take is refused here, and costs no connection") {
  auto session = greeted();
  auto big = request("PLAIN");
  big.initial_response = std::string(20'000, 'x');
  session.begin(big);
  CHECK(session.take_output().empty());
  CHECK(std::get<LoginSession::Done>(*session.next()).outcome.kind ==
        authclient::LoginOutcome::Kind::refused);
  const auto id = session.begin(request("LOGIN"));
  session.take_output();
  session.respond(id, std::string(20'000, 'x'));
  CHECK(session.take_output() == "CANCEL\t2\n");
  CHECK(std::get<LoginSession::Done>(*session.next()).outcome.reason == "response too long");
}

TEST_CASE("what breaks the login protocol ends the connection") {
  for (const std::string& text :
       {std::string("VERSION\t2\t0\n"), std::string("SPID\t1\n"), std::string("VERSION\t1\t1\nSPID\t1\n"),
        std::string(kHello) + "OK\n", std::string(kHello) + "WHAT\t1\n",
        std::string(kHello) + "CONT\t1\t!!!\n"}) {
    CAPTURE(text);
    LoginSession session(1);
    session.begin(request("PLAIN"));
    session.receive(text);
    CHECK(session.broken().has_value());
  }
}
