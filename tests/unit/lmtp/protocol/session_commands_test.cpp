// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/protocol/fake_server.hpp"

using namespace dovetail;
using lmtp::Outcome;
using lmtp::Verdict;
using test::FakeServer;

TEST_CASE("capabilities follow the settings") {
  auto settings = FakeServer::settings();
  settings.max_message_size = 1000;
  settings.trusted = true;
  settings.tls = true;
  FakeServer server(std::move(settings));
  server.output.clear();
  CHECK(server.talk("LHLO c\r\n") ==
        "250-mx.example.com\r\n250-8BITMIME\r\n250-CHUNKING\r\n250-ENHANCEDSTATUSCODES\r\n250-PIPELINING\r\n"
        "250-SIZE 1000\r\n250-STARTTLS\r\n250-SMTPUTF8\r\n250 XFORWARD NAME ADDR PORT PROTO HELO IDENT "
        "SOURCE\r\n");
}

TEST_CASE("DSN is never offered") {
  FakeServer server(FakeServer::settings());
  server.output.clear();
  const std::string list = server.talk("LHLO c\r\n");
  CHECK(list.find("DSN") == std::string::npos);
  CHECK(list.find("XFORWARD") == std::string::npos);
  CHECK(list.find("250-SIZE\r\n") != std::string::npos);
}

TEST_CASE("messages that are too large are refused, announced or not") {
  auto settings = FakeServer::settings();
  settings.max_message_size = 10;
  FakeServer server(std::move(settings));
  server.output.clear();
  CHECK(server.talk("MAIL FROM:<> SIZE=11\r\n") == "552 5.2.3 Message size exceeds administrative limit\r\n");
  CHECK(server.talk("MAIL FROM:<> SIZE=10\r\n") == "250 2.1.0 OK\r\n");
  server.talk("RCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n");
  CHECK(server.talk("this is too long\r\n.\r\n") ==
        "552 5.2.3 <a@x> Message size exceeds administrative limit\r\n"
        "552 5.2.3 <b@x> Message size exceeds administrative limit\r\n");
  CHECK(server.delivered.empty());
  CHECK(server.abandoned == 1);
  CHECK(server.talk("MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\nshort\r\n.\r\n").find("Saved") !=
        std::string::npos);
}

TEST_CASE("the transaction's name counts MAIL commands, the recipient's RCPT commands") {
  FakeServer server(FakeServer::settings());
  server.at_rcpt["n@x"] = {Verdict::unknown_user, "n@x"};
  server.talk("MAIL FROM:<>\r\nRSET\r\nMAIL FROM:<>\r\nRCPT TO:<n@x>\r\nRCPT TO:<a@x>\r\nDATA\r\n");
  CHECK(server.talk(".\r\n") == "250 2.0.0 <a@x> 6F9rOPU1A2vMIwAAg+zDdQ:T2:R2 Saved\r\n");
}

TEST_CASE("LHLO in mid-session resets the transaction") {
  FakeServer server(FakeServer::settings());
  server.talk("LHLO foo_bar\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<a@x>\r\n");
  server.talk("LHLO a..b\r\n");
  CHECK(server.abandoned == 1);
  CHECK(server.talk("RCPT TO:<a@x>\r\n") == "503 5.5.0 MAIL needed first\r\n");
  server.talk("MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\n.\r\n");
  CHECK(server.delivered.at(0).first.lhlo.empty());
}

TEST_CASE("the envelope says who, from where and how") {
  auto settings = FakeServer::settings();
  settings.trusted = true;
  FakeServer server(std::move(settings));
  server.talk("LHLO mta.example.net\r\nXFORWARD IDENT=4Lq1X ADDR=192.0.2.7\r\n");
  server.talk("MAIL FROM:<s@x> SMTPUTF8\r\nRCPT TO:<\xc3\xa4@x> ORCPT=rfc822;o@x\r\nDATA\r\n.\r\n");
  const auto& envelope = server.delivered.at(0).first;
  CHECK(envelope.sender.raw() == "s@x");
  CHECK(envelope.lhlo == "mta.example.net");
  CHECK(envelope.smtputf8);
  CHECK(envelope.forwarded.ident == "4Lq1X");
  CHECK(envelope.recipients.at(0).address.raw() == "\xc3\xa4@x");
  CHECK(envelope.recipients.at(0).original == "o@x");
  server.talk("MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\n.\r\n");
  CHECK(server.delivered.at(1).first.forwarded.ident.empty());
}

TEST_CASE("XFORWARD is for the trusted") {
  FakeServer server(FakeServer::settings());
  server.output.clear();
  CHECK(server.talk("XFORWARD NAME=a\r\n") == "550 5.7.14 You are not from trusted IP\r\n");
  CHECK(server.talk("XCLIENT ADDR=1.2.3.4\r\n") == "550 5.7.14 You are not from trusted IP\r\n");
}

TEST_CASE("the octets of a refused chunk are never commands") {
  FakeServer server(FakeServer::settings());
  server.output.clear();
  CHECK(server.talk("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n") == "503 5.5.0 MAIL needed first\r\n250 2.0.0 OK\r\n");
  CHECK(server.talk("BDAT 6 FOO\r\nQUIT\r\nNOOP\r\n") ==
        "501 5.5.4 Invalid end marker parameter\r\n250 2.0.0 OK\r\n");
}

TEST_CASE("DATA behind a chunk is refused") {
  FakeServer server(FakeServer::settings());
  server.talk("MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nBDAT 3\r\nabc");
  CHECK(server.talk("DATA\r\n") == "503 5.5.0 Mixed DATA and BDAT commands\r\n");
  CHECK(server.talk("BDAT 0 LAST\r\n") == "250 2.0.0 <a@x> 6F9rOPU1A2vMIwAAg+zDdQ Saved\r\n");
  CHECK(server.delivered.at(0).second == "abc");
}

TEST_CASE("more recipients than are allowed wait for the next transaction") {
  FakeServer server(FakeServer::settings());
  server.talk("MAIL FROM:<>\r\n");
  std::string last;
  for (int i = 0; i < 1001; ++i) {
    last = server.talk("RCPT TO:<a@x>\r\n");
  }
  CHECK(last == "452 4.5.3 Too many recipients\r\n");
}
