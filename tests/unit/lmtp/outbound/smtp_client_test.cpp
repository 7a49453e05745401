// SPDX-License-Identifier: MIT
#include "lmtp/outbound/smtp_client.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::lmtp::outbound;

namespace {

struct Client {
  OutgoingMail mail;
  std::optional<SmtpClient> session;
  std::string output;
  std::optional<SendOutcome> outcome;
  bool closed = false;
  std::size_t largest = 0;

  Client() {
    mail.sender = {"s", "sender.example"};
    mail.recipients = {{"x", "elsewhere.example"}};
    mail.head = "Subject: hi\n\n";
    mail.tail = ".dot\nend";
  }
  void start() { session.emplace(mail, "mx.example.com", std::chrono::seconds(30)); }
  std::string says(std::string_view bytes) {
    if (!session) {
      start();
    }
    session->receive(bytes);
    return drain();
  }
  std::string drain() {
    output.clear();
    while (auto effect = session->next()) {
      if (auto* send = std::get_if<base::Send>(&*effect)) {
        largest = std::max(largest, send->bytes.size());
        output += send->bytes;
      } else if (auto* sent = std::get_if<Sent>(&*effect)) {
        REQUIRE_FALSE(outcome);
        outcome = sent->outcome;
      } else {
        closed = true;
      }
    }
    return output;
  }
};

}  // namespace

TEST_CASE("a mail is handed over") {
  Client client;
  CHECK(client.says("220 mx ESMTP\r\n") == "EHLO mx.example.com\r\n");
  CHECK(client.says("250-mx\r\n250-SIZE 1000\r\n250 8BITMIME\r\n") ==
        "MAIL FROM:<s@sender.example> SIZE=21\r\n");
  CHECK(client.says("250 ok\r\n") == "RCPT TO:<x@elsewhere.example>\r\n");
  CHECK(client.says("250 ok\r\n") == "DATA\r\n");
  CHECK(client.says("354 go\r\n") == "Subject: hi\r\n\r\n..dot\r\nend\r\n.\r\n");
  CHECK(client.session->wanted_deadline() == std::chrono::seconds(600));
  CHECK(client.says("250 2.0.0 queued as X\r\n") == "QUIT\r\n");
  REQUIRE(client.outcome);
  CHECK(client.outcome->status == SendStatus::sent);
  CHECK(client.outcome->detail == "250 2.0.0 queued as X");
  CHECK(client.closed);
  CHECK_FALSE(client.session->wanted_deadline());
}

TEST_CASE("HELO where EHLO is not known") {
  Client client;
  client.says("220 x\r\n");
  CHECK(client.says("502 what?\r\n") == "HELO mx.example.com\r\n");
  CHECK(client.says("250 x\r\n") == "MAIL FROM:<s@sender.example>\r\n");
}

TEST_CASE("8-bit mail says so, the null sender stays null") {
  Client client;
  client.mail.sender = {};
  client.mail.tail = "\xc3\xa4";
  client.says("220 x\r\n");
  CHECK(client.says("250-x\r\n250 8BITMIME\r\n") == "MAIL FROM:<> BODY=8BITMIME\r\n");
}

TEST_CASE("an international address needs SMTPUTF8") {
  Client client;
  client.mail.recipients = {{"\xc3\xa4", "x.example"}};
  client.says("220 x\r\n");
  CHECK(client.says("250 x\r\n") == "QUIT\r\n");
  CHECK(client.outcome->status == SendStatus::permanent);
  Client other;
  other.mail.recipients = {{"\xc3\xa4", "x.example"}};
  other.says("220 x\r\n");
  CHECK(other.says("250-x\r\n250 SMTPUTF8\r\n") == "MAIL FROM:<s@sender.example> SMTPUTF8\r\n");
}

TEST_CASE("refusals are permanent or temporary as the server says") {
  const auto outcome_of = [](std::vector<const char*> replies) {
    Client client;
    for (const char* reply : replies) {
      client.says(reply);
    }
    REQUIRE(client.outcome);
    return client.outcome->status;
  };
  CHECK(outcome_of({"554 no service\r\n"}) == SendStatus::temporary);
  CHECK(outcome_of({"220 x\r\n", "250 x\r\n", "550 no\r\n"}) == SendStatus::permanent);
  CHECK(outcome_of({"220 x\r\n", "250 x\r\n", "250 x\r\n", "451 later\r\n"}) == SendStatus::temporary);
  CHECK(outcome_of({"220 x\r\n", "250 x\r\n", "250 x\r\n", "250 x\r\n", "554 no\r\n"}) ==
        SendStatus::permanent);
  CHECK(outcome_of({"220 x\r\n", "250 x\r\n", "250 x\r\n", "250 x\r\n", "354 x\r\n", "550 spam\r\n"}) ==
        SendStatus::permanent);
  CHECK(outcome_of({"220 x\r\n", "421 bye\r\n"}) == SendStatus::temporary);
  CHECK(outcome_of({"nonsense\r\n"}) == SendStatus::temporary);
}

TEST_CASE("a server that goes silent or away") {
  Client silent;
  silent.says("220 x\r\n");
  silent.session->deadline_passed();
  silent.drain();
  CHECK(silent.outcome->status == SendStatus::temporary);
  Client gone;
  gone.says("220 x\r\n");
  gone.session->peer_closed();
  gone.drain();
  CHECK(gone.outcome->status == SendStatus::temporary);
  CHECK(gone.closed);
}

TEST_CASE("a large message leaves in blocks") {
  Client client;
  const std::string large(1'000'000, 'x');
  client.mail.tail = large;
  client.says("220 x\r\n");
  client.says("250 x\r\n");
  client.says("250 x\r\n");
  client.says("250 x\r\n");
  CHECK(client.says("354 x\r\n").size() == 15 + large.size() + 5);
  CHECK(client.largest < 140'000);
}

TEST_CASE("an address with a control byte is never sent") {
  for (const char* local : {"x\r\nRSET", "x\n", "x\x01"}) {
    Client client;
    client.mail.recipients = {{local, "elsewhere.example"}};
    client.says("220 hi\r\n");
    client.says("250 mx\r\n");
    const std::string sent = client.says("250 sender ok\r\n");
    CHECK(sent.find("RSET") == std::string::npos);
    CHECK(sent.find("RCPT") == std::string::npos);
    REQUIRE(client.outcome);
    CHECK(client.outcome->status == SendStatus::permanent);
  }
}
