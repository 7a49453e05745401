// SPDX-License-Identifier: MIT
#include "libcommon/authclient/user_session.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using authclient::UserSession;
using Ask = UserSession::Ask;

namespace {

constexpr std::string_view kHello = "VERSION\t1\t1\nSPID\t8798\n";

UserSession greeted() {
  UserSession session;
  session.take_output();
  session.receive(kHello);
  return session;
}

authclient::UserOutcome outcome(UserSession& session, std::string_view reply) {
  session.receive(reply);
  auto event = session.next();
  REQUIRE(event.has_value());
  return std::get<UserSession::Answer>(std::move(*event)).outcome;
}

}  // namespace

TEST_CASE("the greeting leaves first, requests behind it without waiting") {
  UserSession session;
  CHECK(session.request(Ask::user, "carol@ex.test", {.service = "lmtp"}) == 1);
  CHECK(session.take_output() == "VERSION\t1\t1\nUSER\t1\tcarol@ex.test\tservice=lmtp\n");
  CHECK(session.take_output().empty());
}

TEST_CASE("a request carries its context, escaped") {
  UserSession session;
  session.take_output();
  session.request(Ask::credentials, "a\tb",
                  {.service = "quota-status",
                   .local_ip = "192.0.2.1",
                   .remote_ip = "::1",
                   .local_port = 24,
                   .remote_port = 45076,
                   .session = "s\n1",
                   .debug = true});
  CHECK(session.take_output() ==
        "PASS\t1\ta\x01tb\tservice=quota-status\tlip=192.0.2.1\trip=::1\tlport=24\trport=45076\tsession="
        "s\x01n1\tdebug\n");
}

TEST_CASE("a found user has a name and fields in order, numbers as text") {
  auto session = greeted();
  session.request(Ask::user, "carol", {.service = "lmtp"});
  const auto user = outcome(
      session,
      "USER\t1\tcarol@ex.test\tuid=5000\tgid=5000\thome=/srv/mail/carol\tquota_rule=*:bytes=1000\tflag\n");
  REQUIRE(user.has_value());
  REQUIRE(user->has_value());
  CHECK((*user)->user == "carol@ex.test");
  CHECK((*user)->field("home") == "/srv/mail/carol");
  CHECK((*user)->field("quota_rule") == "*:bytes=1000");
  CHECK((*user)->field("flag") == "");
  CHECK_FALSE((*user)->field("none"));
  CHECK((*user)->fields.size() == 5);
}

TEST_CASE("not found is an answer, a failure is a temporary error with the server's words") {
  auto session = greeted();
  session.request(Ask::user, "nobody", {.service = "lmtp"});
  session.request(Ask::user, "broken", {.service = "lmtp"});
  session.request(Ask::user, "silent", {.service = "lmtp"});
  const auto missing = outcome(session, "NOTFOUND\t1\n");
  REQUIRE(missing.has_value());
  CHECK_FALSE(missing->has_value());
  const auto failed = outcome(session, "FAIL\t2\treason=database is away\n");
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().kind == base::ErrorKind::temporary);
  CHECK(failed.error().text == "database is away");
  CHECK(outcome(session, "FAIL\t3\n").error().text.empty());
}

TEST_CASE("credentials have the user's name as a field") {
  auto session = greeted();
  session.request(Ask::credentials, "alice", {.service = "doveadm"});
  CHECK((**outcome(session, "PASS\t1\tuser=alice@ex.test\tallow_nets=local\n")).user == "alice@ex.test");
}

TEST_CASE("answers come in any order and any slicing") {
  const std::string replies = "USER\t2\ttwo\nNOTFOUND\t1\n";
  for (std::size_t cut = 0; cut <= kHello.size() + replies.size(); ++cut) {
    UserSession session;
    session.request(Ask::user, "one", {.service = "lmtp"});
    session.request(Ask::user, "two", {.service = "lmtp"});
    const std::string all = std::string(kHello) + replies;
    session.receive(all.substr(0, cut));
    session.receive(all.substr(cut));
    REQUIRE(std::get<UserSession::Answer>(*session.next()).id == 2);
    REQUIRE(std::get<UserSession::Answer>(*session.next()).id == 1);
    REQUIRE_FALSE(session.next());
    REQUIRE_FALSE(session.broken());
  }
}

TEST_CASE("late answers to forgotten requests do no harm") {
  auto session = greeted();
  const auto id = session.request(Ask::user, "one", {.service = "lmtp"});
  session.forget(id);
  session.receive("USER\t1\tone\nUSER\t77\tnever-asked\n");
  CHECK_FALSE(session.next());
  CHECK_FALSE(session.broken());
}

TEST_CASE("a list is collected until its DONE") {
  auto session = greeted();
  session.take_output();
  const auto id = session.list("c*", {.service = "doveadm"});
  CHECK(session.take_output() == "LIST\t1\tuser=c*\tservice=doveadm\n");
  session.receive("LIST\t1\tcarol@ex.test\nLIST\t1\tcyril\nDONE\t1\t\n");
  const auto listed = std::get<UserSession::ListAnswer>(*session.next());
  CHECK(listed.id == id);
  CHECK(*listed.users == std::vector<std::string>{"carol@ex.test", "cyril"});
}

TEST_CASE("a list that failed half-way is an error, not a short list") {
  auto session = greeted();
  session.list("*", {.service = "doveadm"});
  session.receive("LIST\t1\tcarol\nDONE\t1\tfail\n");
  CHECK_FALSE(std::get<UserSession::ListAnswer>(*session.next()).users.has_value());
}

TEST_CASE("a name that no server's line takes belongs to nobody, and costs no connection") {
  auto session = greeted();
  const auto id = session.request(Ask::user, std::string(2000, 'x'), {.service = "lmtp"});
  CHECK(session.take_output().empty());
  const auto answer = std::get<UserSession::Answer>(*session.next());
  CHECK(answer.id == id);
  REQUIRE(answer.outcome.has_value());
  CHECK_FALSE(answer.outcome->has_value());
}

TEST_CASE("what breaks the protocol ends the connection") {
  for (const char* text : {"VERSION\t2\t0\n", "HELLO\n", "VERSION\n", "VERSION\t1\t1\nMECH\tPLAIN\n",
                           "VERSION\t1\t1\nSPID\t1\nUSER\n", "VERSION\t1\t1\nSPID\t1\nUSER\tx\ty\n",
                           "VERSION\t1\t1\nSPID\t1\nWHAT\t1\n", "VERSION\t1\t1\nSPID\t1\nUSER\t1\n",
                           "VERSION\t1\t1\nSPID\t1\nUSER\t1\t\n"}) {
    CAPTURE(text);
    UserSession session;
    session.request(Ask::user, "one", {.service = "lmtp"});
    session.receive(text);
    CHECK(session.broken().has_value());
    CHECK_FALSE(session.next());
  }
  UserSession session;
  session.receive(std::string(100'000, 'x'));
  CHECK(session.broken().has_value());
}
