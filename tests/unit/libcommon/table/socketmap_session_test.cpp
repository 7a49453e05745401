// SPDX-License-Identifier: MIT
#include "libcommon/table/socketmap_session.hpp"

#include <map>

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::table;

namespace {

// What a session says to `input`, its questions answered at once from a small table.
struct Conversation {
  SocketmapSession session;
  std::map<std::string, Answer> table;
  std::string output;
  std::vector<std::string> asked;
  std::optional<std::string> closed;

  void run() {
    while (auto effect = session.next()) {
      if (auto* send = std::get_if<base::Send>(&*effect)) output += send->bytes;
      if (auto* close = std::get_if<base::Close>(&*effect)) closed = close->reason;
      if (auto* ask = std::get_if<Ask>(&*effect)) {
        asked.push_back(std::string(ask->map) + "|" + std::string(ask->key));
        const auto at = table.find(std::string(ask->key));
        session.resume(ask->ticket, at == table.end() ? not_found() : at->second);
      }
    }
  }
  void feed(std::string_view bytes) {
    session.receive(bytes);
    run();
  }
};

static_assert(base::Session<SocketmapSession>);

}  // namespace

TEST_CASE("a found key, an unknown one, and the errors") {
  Conversation c;
  c.table.emplace("a", found("value"));
  c.table.emplace("t", base::Unexpected(base::Error{base::ErrorKind::temporary, 0, "db gone", "x"}));
  c.table.emplace("p", base::Unexpected(base::Error{base::ErrorKind::permanent, 0, "bad file", "x"}));
  c.table.emplace("l", base::Unexpected(base::Error{base::ErrorKind::temporary, kTimedOut, "too slow", "x"}));
  c.table.emplace("e", found(""));
  c.feed("3:m a,3:m b,3:m t,3:m p,3:m l,3:m e,");
  CHECK(c.output ==
        "8:OK value,9:NOTFOUND ,12:TEMP db gone,13:PERM bad file,16:TIMEOUT too slow,9:NOTFOUND ,");
  CHECK_FALSE(c.closed);
}

TEST_CASE("the key begins behind the first space and may hold anything") {
  Conversation c;
  c.feed("14:map \"a b:\"@dom,4:map ,");
  CHECK(c.asked == std::vector<std::string>{"map|\"a b:\"@dom", "map|"});
}

TEST_CASE("a request without a space is PERM and the connection stays") {
  Conversation c;
  c.feed("3:foo,");
  CHECK(c.output == "41:PERM request without a map name and a key,");
  c.feed("3:m a,");
  CHECK(c.asked.size() == 1);
}

TEST_CASE("requests may arrive in any slices") {
  const std::string input = "3:m a,5:m bcd,";
  for (std::size_t cut = 0; cut <= input.size(); ++cut) {
    Conversation c;
    c.table.emplace("a", found("1"));
    c.feed(input.substr(0, cut));
    c.feed(input.substr(cut));
    CHECK(c.output == "4:OK 1,9:NOTFOUND ,");
  }
}

TEST_CASE("garbage closes the connection, after what was asked before is answered") {
  for (const char* garbage : {"x", "-1:", "12345678:", "3:m aX", ":,", "3 :m a,", "200000:"}) {
    Conversation c;
    c.feed(std::string("3:m a,") + garbage);
    CHECK(c.output == "9:NOTFOUND ,");
    REQUIRE(c.closed);
    CHECK_FALSE(c.closed->empty());
    CHECK_FALSE(c.session.readable());
  }
}

TEST_CASE("answers out of order are sent in order") {
  SocketmapSession session;
  session.receive("3:m a,3:m b,");
  const auto first = std::get<Ask>(*session.next());
  const auto second = std::get<Ask>(*session.next());
  CHECK_FALSE(session.next());
  session.resume(second.ticket, found("2"));
  CHECK_FALSE(session.next());
  session.resume(first.ticket, found("1"));
  CHECK(std::get<base::Send>(*session.next()).bytes == "4:OK 1,4:OK 2,");
}

TEST_CASE("a client that only asks is not read for ever") {
  SocketmapSession session;
  for (int i = 0; i < 100; ++i)
    session.receive("3:m a,");
  std::size_t asked = 0;
  base::Ticket last;
  while (auto effect = session.next())
    last = std::get<Ask>(*effect).ticket, ++asked;
  CHECK(asked == kMaxPipelined);
  CHECK_FALSE(session.readable());
  for (std::uint64_t n = 1; n <= last.number; ++n)
    session.resume({n}, not_found());
  CHECK(std::holds_alternative<base::Send>(*session.next()));
  CHECK(session.readable());
  CHECK(std::holds_alternative<Ask>(*session.next()));
}

TEST_CASE("a result of 100000 bytes with its status is sent, a longer one is TEMP") {
  CHECK(socketmap_reply(found(std::string(kMaxSocketmapReply - 3, 'x'))).size() == kMaxSocketmapReply);
  CHECK(socketmap_reply(found(std::string(kMaxSocketmapReply - 2, 'x'))) == "TEMP result too long");
}

TEST_CASE("what arrived before the end is answered, then the session closes") {
  for (const bool ours : {true, false}) {
    SocketmapSession session;
    session.receive("3:m a,3:m");
    ours ? session.shut_down() : session.peer_closed();
    const auto ask = std::get<Ask>(*session.next());
    CHECK_FALSE(session.next());
    session.resume(ask.ticket, found("1"));
    CHECK(std::holds_alternative<base::Send>(*session.next()));
    CHECK(std::get<base::Close>(*session.next()).reason.empty());
    CHECK_FALSE(session.next());
  }
}

TEST_CASE("idle connections end only when asked to") {
  SocketmapSession forever;
  CHECK_FALSE(forever.wanted_deadline());
  SocketmapSession session({}, std::chrono::hours(1));
  CHECK(session.wanted_deadline() == std::chrono::hours(1));
  session.receive("3:m a,");
  const auto ask = std::get<Ask>(*session.next());
  CHECK_FALSE(session.wanted_deadline());
  session.resume(ask.ticket, not_found());
  CHECK(session.next());
  session.deadline_passed();
  CHECK(std::holds_alternative<base::Close>(*session.next()));
}
