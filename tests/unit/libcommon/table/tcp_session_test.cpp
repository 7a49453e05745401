// SPDX-License-Identifier: MIT
#include "libcommon/table/tcp_session.hpp"

#include "libcommon/table/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::table;

namespace {

static_assert(base::Session<TcpSession>);

std::string talk(TcpSession& session, std::string_view input, const Answer& answer) {
  std::string output;
  session.receive(input);
  while (auto effect = session.next()) {
    if (auto* send = std::get_if<base::Send>(&*effect)) output += send->bytes;
    if (auto* close = std::get_if<base::Close>(&*effect)) output += "<closed: " + close->reason + ">";
    if (auto* ask = std::get_if<Ask>(&*effect)) {
      output += "<" + std::string(ask->map) + " " + std::string(ask->key) + ">";
      session.resume(ask->ticket, answer);
    }
  }
  return output;
}

}  // namespace

TEST_CASE("get asks for the decoded key and quotes the text") {
  TcpSession session(TcpProtocol("m"));
  CHECK(talk(session, "get a%20b%25\n", found("x y%\n")) == "<m a b%>200 x%20y%25%0A\n");
  CHECK(talk(session, "get b\r\n", not_found()) == "<m b>500 not%20found\n");
  CHECK(talk(session, "get c\n", base::Unexpected(base::Error{base::ErrorKind::temporary, 0, "gone", ""})) ==
        "<m c>400 gone\n");
}

TEST_CASE("anything else is 400") {
  TcpSession session(TcpProtocol("m"));
  CHECK(talk(session, "put a b\n", not_found()) == "400 read%20only\n");
  CHECK(talk(session, "get %zz\nHELO\n\n", not_found()) ==
        "400 bad%20request\n400 bad%20request\n400 bad%20request\n");
}

TEST_CASE("a reply longer than 4096 bytes is 400, at the byte") {
  CHECK(tcp_reply(found(std::string(kMaxTcpReply - 5, 'x'))).size() == kMaxTcpReply);
  CHECK(tcp_reply(found(std::string(kMaxTcpReply - 4, 'x'))).substr(0, 4) == "400 ");
  CHECK(tcp_reply(found(std::string(kMaxTcpReply / 2, ' '))).substr(0, 4) == "400 ");
  CHECK(tcp_reply(found("")).substr(0, 4) == "500 ");
}

TEST_CASE("an endless line closes the connection") {
  TcpSession session(TcpProtocol("m"));
  CHECK(talk(session, "get a\n" + std::string(kMaxTcpRequest + 1, 'x'), found("1")) ==
        "<m a>200 1\n<closed: request too long>");
}

TEST_CASE("lines may arrive in any slices") {
  const std::string input = "get a\nget b\n";
  for (std::size_t cut = 0; cut <= input.size(); ++cut) {
    TcpSession session(TcpProtocol("m"));
    std::string output = talk(session, input.substr(0, cut), found("1"));
    output += talk(session, input.substr(cut), found("1"));
    CHECK(output == "<m a>200 1\n<m b>200 1\n");
  }
}

TEST_CASE("the last requests are answered before the end") {
  TcpSession session(TcpProtocol("m"), std::chrono::seconds(5));
  session.receive("get a\nget");
  session.peer_closed();
  const auto ask = std::get<Ask>(*session.next());
  CHECK_FALSE(session.wanted_deadline());
  session.resume(ask.ticket, found("1"));
  CHECK(std::get<base::Send>(*session.next()).bytes == "200 1\n");
  CHECK(std::holds_alternative<base::Close>(*session.next()));
}
