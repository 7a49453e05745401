// SPDX-License-Identifier: MIT
#include "daemons/lmtpd/smtp_sender.hpp"

#include <optional>

#include "tests/support/catch.hpp"
#include "tests/unit/daemons/lmtpd/smtp_server_fixture.hpp"

using namespace dovetail;
using lmtp::outbound::SendOutcome;
using lmtp::outbound::SendStatus;
using lmtpd::SmtpSender;

namespace {

lmtp::outbound::OutgoingMail mail() {
  lmtp::outbound::OutgoingMail some;
  some.sender = {"s", "x.example"};
  some.recipients = {{"t", "y.example"}};
  some.head = "Subject: x\n\n";
  return some;
}

SendOutcome send(const lmtp::outbound::OutgoingMail& what, std::vector<event::SocketAddress> addresses) {
  event::Loop loop;
  std::optional<SendOutcome> result;
  SmtpSender sender(loop, what, "mx.example.com", std::chrono::seconds(5), [&](SendOutcome outcome) {
    result = std::move(outcome);
    loop.stop();
  });
  sender.start(std::move(addresses));
  loop.run();
  return *result;
}

std::vector<event::SocketAddress> at(std::uint16_t port) {
  return {*event::SocketAddress::inet("127.0.0.1", port)};
}

}  // namespace

TEST_CASE("a mail goes out, a large one too") {
  for (const std::size_t size : {std::size_t{10}, std::size_t{3'000'000}}) {
    test::SmtpServer server("250 queued");
    auto what = mail();
    const std::string body(size, 'x');
    what.tail = body;
    CHECK(send(what, at(server.port())).status == SendStatus::sent);
    server.join();
    CHECK(server.heard().find(
              "MAIL FROM:<s@x.example>\r\nRCPT TO:<t@y.example>\r\nDATA\r\nSubject: x\r\n\r\n") !=
          std::string::npos);
    CHECK(server.heard().size() > size);
  }
}

TEST_CASE("a refusal is what it is") {
  test::SmtpServer server("550 spam");
  const SendOutcome outcome = send(mail(), at(server.port()));
  CHECK(outcome.status == SendStatus::permanent);
  CHECK(outcome.detail == "550 spam");
}

TEST_CASE("nobody there is temporary") {
  event::UniqueFd closed(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(closed.get(), reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(closed.get(), reinterpret_cast<sockaddr*>(&address), &size);
  CHECK(send(mail(), at(ntohs(address.sin_port))).status == SendStatus::temporary);
  CHECK(send(mail(), {}).status == SendStatus::temporary);
}
