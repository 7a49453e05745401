// SPDX-License-Identifier: MIT
#include "lmtp/protocol/session.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/protocol/fake_server.hpp"

using namespace dovetail;
using lmtp::Outcome;
using lmtp::Verdict;
using test::FakeServer;

namespace {

constexpr const char* kAlice = "MAIL FROM:<s@x.example>\r\nRCPT TO:<alice@example.com>\r\nDATA\r\n";

}  // namespace

TEST_CASE("greeting and end") {
  FakeServer server(FakeServer::settings());
  CHECK(server.output == "220 mx.example.com Dovecot ready.\r\n");
  server.output.clear();
  CHECK(server.talk("QUIT\r\n") == "221 2.0.0 Bye\r\n");
  CHECK(server.closed == "Logged out (state=GREETING)");
  CHECK_FALSE(server.session.readable());
}

TEST_CASE("the dot and QUIT in one packet: replies first, then the end") {
  FakeServer server(FakeServer::settings());
  server.output.clear();
  server.hold = true;
  server.talk("LHLO c\r\nMAIL FROM:<>\r\n");
  server.session.receive("RCPT TO:<a@x>\r\nDATA\r\n");
  server.drain();
  server.session.resume(server.asked.at(0).ticket, Outcome{});
  server.drain();
  server.output.clear();
  CHECK(server.talk("hi\r\n.\r\nQUIT\r\n").empty());
  CHECK_FALSE(server.closed);
  REQUIRE(server.delivery);
  server.finish_delivery();
  CHECK(server.output == "250 2.0.0 <a@x> 6F9rOPU1A2vMIwAAg+zDdQ Saved\r\n221 2.0.0 Bye\r\n");
  CHECK(server.closed == "Logged out (state=READY)");
}

TEST_CASE("a client that hangs up after the dot still gets its mail delivered") {
  FakeServer server(FakeServer::settings());
  server.talk("LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\n");
  server.hold = true;
  server.talk("hi\r\n.\r\n");
  server.session.peer_closed();
  server.drain();
  CHECK_FALSE(server.closed);
  server.finish_delivery();
  CHECK(server.delivered.size() == 1);
  CHECK(server.closed == "Connection closed (state=READY)");
}

TEST_CASE("a client that hangs up in the middle of a message delivers nothing") {
  FakeServer server(FakeServer::settings());
  server.talk(kAlice);
  server.talk("half a mess");
  server.session.peer_closed();
  server.drain();
  CHECK(server.delivered.empty());
  CHECK(server.abandoned == 1);
  CHECK(server.closed == "Connection closed (state=DATA)");
}

TEST_CASE("only CRLF dot CRLF ends a message") {
  for (const char* inner :
       {"x\n.\nMAIL FROM:<x@y>\r\n", "x\n.\r\nMAIL FROM:<x@y>\r\n", "x\r\n.\nMAIL FROM:<x@y>\r\n",
        "x\r.\rMAIL FROM:<x@y>\r\n", "x\r\n.\rMAIL FROM:<x@y>\r\n"}) {
    FakeServer server(FakeServer::settings());
    server.talk(kAlice);
    server.talk(inner + std::string("end\r\n.\r\n"));
    REQUIRE(server.delivered.size() == 1);
    CHECK(server.delivered[0].second.find("MAIL FROM:<x@y>") != std::string::npos);
    CHECK(server.talk("RSET\r\n") == "250 2.0.0 OK\r\n");
  }
}

TEST_CASE("bytes of a message stay as they are") {
  FakeServer server(FakeServer::settings());
  server.talk(kAlice);
  const std::string body("a\0b\rc\nd\xff\r\n", 10);
  server.talk(body + ".\r\n");
  CHECK(server.delivered.at(0).second == body);
}

TEST_CASE("an empty message is one") {
  FakeServer server(FakeServer::settings());
  server.talk(kAlice);
  CHECK(server.talk(".\r\n") == "250 2.0.0 <alice@example.com> 6F9rOPU1A2vMIwAAg+zDdQ Saved\r\n");
  CHECK(server.delivered.at(0).second.empty());
}

TEST_CASE("recipients are resolved several at a time and answered in order") {
  FakeServer server(FakeServer::settings());
  server.hold = true;
  server.output.clear();
  CHECK(server.talk("MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nRCPT TO:bad\r\nDATA\r\n") ==
        "250 2.1.0 OK\r\n");
  REQUIRE(server.asked.size() == 2);
  server.session.resume(server.asked[1].ticket, Outcome{});
  server.drain();
  CHECK(server.output.empty());
  server.session.resume(server.asked[0].ticket, Outcome{Verdict::internal_failure, ""});
  server.drain();
  CHECK(server.output ==
        "451 4.3.0 <a@x> Temporary internal error\r\n250 2.1.5 OK\r\n"
        "501 5.5.4 Invalid TO: Missing '<' at beginning of path\r\n354 OK\r\n");
}

TEST_CASE("an idle client is told to go, a busy one is not") {
  FakeServer server(FakeServer::settings());
  CHECK(server.session.wanted_deadline() == std::chrono::minutes(5));
  server.talk(kAlice);
  server.hold = true;
  server.talk("x\r\n.\r\n");
  CHECK_FALSE(server.session.wanted_deadline());
  server.finish_delivery();
  server.output.clear();
  server.session.deadline_passed();
  server.drain();
  CHECK(server.output == "421 4.4.2 mx.example.com Disconnected for inactivity\r\n");
  CHECK(server.closed);
}

TEST_CASE("shutting down waits a moment for who has said LHLO, and no longer") {
  FakeServer server(FakeServer::settings());
  server.talk("LHLO client\r\n");
  server.output.clear();
  server.session.shut_down();
  server.drain();
  CHECK_FALSE(server.closed);
  CHECK(server.session.wanted_deadline() == std::chrono::seconds(1));
  server.session.deadline_passed();
  server.drain();
  CHECK(server.output == "421 4.3.2 mx.example.com Shutting down\r\n");
  CHECK(server.closed);
}

TEST_CASE("shutting down finishes the running transaction") {
  FakeServer idle(FakeServer::settings());
  idle.output.clear();
  idle.session.shut_down();
  idle.drain();
  CHECK(idle.output == "421 4.3.2 mx.example.com Shutting down\r\n");
  CHECK(idle.closed);

  FakeServer busy(FakeServer::settings());
  busy.talk(kAlice);
  busy.session.shut_down();
  busy.drain();
  CHECK_FALSE(busy.closed);
  CHECK(busy.talk("x\r\n.\r\n") ==
        "250 2.0.0 <alice@example.com> 6F9rOPU1A2vMIwAAg+zDdQ Saved\r\n421 4.3.2 mx.example.com Shutting "
        "down\r\n");
  CHECK(busy.delivered.size() == 1);
}

TEST_CASE("ten bad commands in a row are forgiven, not eleven") {
  FakeServer server(FakeServer::settings());
  server.output.clear();
  for (int i = 0; i < 10; ++i) {
    CHECK(server.talk("FOO\r\n") == "500 5.5.1 Unknown command\r\n");
  }
  CHECK(server.talk("NOOP\r\n") == "250 2.0.0 OK\r\n");
  for (int i = 0; i < 10; ++i) {
    server.talk("FOO\r\n");
  }
  CHECK(server.talk("FOO\r\nNOOP\r\n") == "421 4.7.0 mx.example.com Too many invalid commands.\r\n");
  CHECK(server.closed);
}

TEST_CASE("bad commands count the same behind a recipient that is still looked up") {
  FakeServer server(FakeServer::settings());
  std::string input = "LHLO c\r\nMAIL FROM:<s@x>\r\nRCPT TO:<a@x>\r\n";
  for (int i = 0; i < 11; ++i) {
    input += "RCPT TO:<a@x\r\n";
  }
  CHECK(server.talk(input).ends_with("421 4.7.0 mx.example.com Too many invalid commands.\r\n"));
  CHECK(server.closed);
}

TEST_CASE("refused mail is no bad command") {
  FakeServer server(FakeServer::settings());
  server.at_rcpt["n@x"] = {Verdict::unknown_user, "n@x"};
  server.talk("MAIL FROM:<>\r\n");
  for (int i = 0; i < 30; ++i) {
    CHECK(server.talk("RCPT TO:<n@x>\r\n") == "550 5.1.1 <n@x> User doesn't exist: n@x\r\n");
  }
}

TEST_CASE("a line that is too long is answered once and forgotten") {
  FakeServer server(FakeServer::settings());
  server.output.clear();
  CHECK(server.talk("NOOP " + std::string(70000, 'x') + "\r\nNOOP\r\n") ==
        "500 5.5.2 Line too long\r\n250 2.0.0 OK\r\n");
}

TEST_CASE("reading stops while much is waiting") {
  FakeServer server(FakeServer::settings());
  server.talk(kAlice);
  server.hold = true;
  server.talk(".\r\n");
  CHECK(server.session.readable());
  server.session.receive(std::string(300 * 1024, 'x'));
  CHECK_FALSE(server.session.readable());
}

TEST_CASE("plain text behind STARTTLS is dropped") {
  auto settings = FakeServer::settings();
  settings.tls = true;
  FakeServer server(std::move(settings));
  server.talk("LHLO c\r\n");
  CHECK(server.talk("STARTTLS\r\nMAIL FROM:<evil@x>\r\n") == "220 2.0.0 Begin TLS negotiation now.\r\n");
  CHECK(server.tls == 1);
  server.session.tls_started();
  CHECK(server.talk("RCPT TO:<a@x>\r\n") == "503 5.5.0 MAIL needed first\r\n");
  CHECK(server.talk("LHLO c\r\n").find("STARTTLS") == std::string::npos);
  CHECK(server.talk("STARTTLS\r\n") == "502 5.5.1 TLS support is not enabled.\r\n");
}
