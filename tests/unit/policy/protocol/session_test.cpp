// SPDX-License-Identifier: MIT
#include "policy/protocol/session.hpp"

#include "policy/protocol/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using policy::Decide;
using policy::Session;

static_assert(base::Session<Session>);

namespace {

std::string request_from(const std::string& sender) {
  return "request=smtpd_access_policy\nsender=" + sender + "\n\n";
}

template <class T>
T expect(Session& session) {
  auto effect = session.next();
  REQUIRE(effect);
  REQUIRE(std::holds_alternative<T>(*effect));
  return std::move(std::get<T>(*effect));
}

// Answers every question with its sender until the session waits or closes; what it sent, and "<close:…>".
std::string run(Session& session) {
  std::string seen;
  while (auto effect = session.next()) {
    if (auto* decide = std::get_if<Decide>(&*effect)) {
      session.resume(decide->ticket, "REJECT " + std::string(decide->request.get("sender")));
    } else if (auto* send = std::get_if<base::Send>(&*effect)) {
      seen += send->bytes;
    } else {
      seen += "<close:" + std::get<base::Close>(*effect).reason + ">";
    }
  }
  return seen;
}

}  // namespace

TEST_CASE("one request, one question, one reply, however it is sliced") {
  const std::string bytes = request_from("a");
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Session session;
    session.receive(bytes.substr(0, cut));
    std::string seen = run(session);
    session.receive(bytes.substr(cut));
    seen += run(session);
    CHECK(seen == "action=REJECT a\n\n");
  }
}

TEST_CASE("replies leave in the order of the requests") {
  Session session;
  session.receive(request_from("a") + request_from("b"));
  const auto first = expect<Decide>(session);
  const auto second = expect<Decide>(session);
  CHECK_FALSE(session.next());
  session.resume(second.ticket, "HOLD");
  CHECK_FALSE(session.next());
  session.resume(first.ticket, "DUNNO");
  CHECK(expect<base::Send>(session).bytes == "action=DUNNO\n\naction=HOLD\n\n");
}

TEST_CASE("a second answer and an answer to nothing are ignored") {
  Session session;
  session.receive(request_from("a"));
  const auto asked = expect<Decide>(session);
  session.resume(base::Ticket{99}, "HOLD");
  session.resume(asked.ticket, "DUNNO");
  session.resume(asked.ticket, "HOLD");
  CHECK(expect<base::Send>(session).bytes == "action=DUNNO\n\n");
  session.resume(asked.ticket, "HOLD");
  CHECK_FALSE(session.next());
}

TEST_CASE("another request type closes the connection after what came before is answered") {
  Session session;
  session.receive(request_from("a") + "request=junk\x01\n\n" + request_from("b"));
  CHECK(run(session) == "action=REJECT a\n\n<close:unrecognized request type: 'junk?'>");
  CHECK_FALSE(session.readable());
}

TEST_CASE("a missing request type closes too, unless nobody asks for it") {
  Session strict;
  strict.receive("sender=a\n\n");
  CHECK(run(strict) == "<close:unrecognized request type: ''>");
  Session lenient({.check_request_type = false});
  lenient.receive("sender=a\n\n");
  CHECK(run(lenient) == "action=REJECT a\n\n");
}

TEST_CASE("an over-long request closes the connection") {
  Session session;
  session.receive("request=" + std::string(2 * policy::kMaxLine, 'x'));
  CHECK(run(session) == "<close:request too long>");
}

TEST_CASE("pipelining is bounded: the rest waits and is answered later") {
  Session session;
  std::string bytes;
  std::string expected;
  const std::size_t count = 3 * policy::kMaxUndecided + 1;
  for (std::size_t i = 0; i < count; ++i) {
    bytes += request_from(std::to_string(i));
    expected += "action=REJECT " + std::to_string(i) + "\n\n";
  }
  session.receive(bytes);
  CHECK_FALSE(session.readable());
  CHECK(run(session) == expected);
  CHECK(session.readable());
}

TEST_CASE("big requests stop reading early") {
  Session session;
  std::string bytes;
  for (int i = 0; i < 8; ++i) {
    bytes += "request=smtpd_access_policy\nsender=" + std::string(35'000, 'x') +
             "\nhelo_name=" + std::string(35'000, 'x') + "\n\n";
  }
  session.receive(bytes);
  CHECK_FALSE(session.readable());
  std::size_t undecided = 0;
  while (session.next()) {
    ++undecided;
  }
  CHECK(undecided < 8);
}

TEST_CASE("a peer that closed its sending side gets the replies to whole requests") {
  Session session;
  session.receive(request_from("a"));
  session.peer_closed();
  CHECK(run(session) == "action=REJECT a\n\n<close:>");
}

TEST_CASE("a half request at the end is named in the reason") {
  Session session;
  session.receive(request_from("a") + "request=smtpd");
  session.peer_closed();
  CHECK(run(session) == "action=REJECT a\n\n<close:connection closed in the middle of a request>");
}

TEST_CASE("pipelined requests that waited are answered although the peer has closed") {
  Session session;
  std::string bytes;
  for (std::size_t i = 0; i < policy::kMaxUndecided + 5; ++i) {
    bytes += request_from("a");
  }
  session.receive(bytes);
  session.peer_closed();
  const std::string seen = run(session);
  CHECK(seen.size() == (policy::kMaxUndecided + 5) * std::string("action=REJECT a\n\n").size() + 8);
}

TEST_CASE("shutting down answers what was read and takes nothing new") {
  Session session;
  session.receive(request_from("a") + "request=smtpd");
  session.shut_down();
  session.receive("_access_policy\n\n");
  CHECK(run(session) == "action=REJECT a\n\n<close:>");
}

TEST_CASE("an idle session closes at once when shutting down") {
  Session session;
  session.shut_down();
  CHECK(run(session) == "<close:>");
  CHECK_FALSE(session.next());
}

TEST_CASE("Exim mode closes after the first reply") {
  Session session({.close_after_reply = true});
  session.receive(request_from("a") + request_from("b"));
  CHECK(run(session) == "action=REJECT a\n\n<close:>");
}

TEST_CASE("an idle client is left alone unless a limit is set") {
  Session patient;
  CHECK_FALSE(patient.wanted_deadline());
  Session strict({.idle_limit = std::chrono::milliseconds(5)});
  CHECK(strict.wanted_deadline() == std::chrono::milliseconds(5));
  strict.receive(request_from("a"));
  CHECK_FALSE(strict.wanted_deadline());
  CHECK(run(strict) == "action=REJECT a\n\n");
  strict.deadline_passed();
  CHECK(run(strict) == "<close:idle>");
}
