// SPDX-License-Identifier: MIT
#include "sasl/user_query.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/sasl/sasl_fixture.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

struct Fixture {
  Fixture()
      : setup(test::make_setup()),
        passwords(test::add_database(setup->passdbs)),
        users(test::add_database(setup->userdbs)) {
    passwords.add("alice@ex.test", "pw").fields.set_line("nologin");
    users.add("alice@ex.test", "").fields.set_line("uid=5000");
    setup->index();
  }
  QueryReply ask(UserQuery::Kind kind, const char* user) {
    UserQuery query(setup, kind, user, Connection{});
    return std::get<QueryReply>(query.start());
  }
  std::shared_ptr<Setup> setup;
  test::Users& passwords;
  test::Users& users;
};

}  // namespace

TEST_CASE("USER: found by its normalised name, unknown, failed") {
  Fixture f;
  const auto found = std::get<protocol::UserFound>(f.ask(UserQuery::Kind::user, "Alice@EX.test"));
  CHECK(found.user == "alice@ex.test");
  CHECK(found.fields.value("uid") == "5000");
  CHECK(std::holds_alternative<protocol::UserNotFound>(f.ask(UserQuery::Kind::user, "bob@ex.test")));
  CHECK(std::holds_alternative<protocol::UserNotFound>(f.ask(UserQuery::Kind::user, "a b")));
  f.users.broken = true;
  CHECK(std::holds_alternative<protocol::LookupFailed>(f.ask(UserQuery::Kind::user, "alice@ex.test")));
}

TEST_CASE("PASS: fields without the password; no passdb at all is a failure") {
  Fixture f;
  const auto found = std::get<protocol::UserFound>(f.ask(UserQuery::Kind::pass, "alice@ex.test"));
  CHECK(found.fields.has("nologin"));
  CHECK_FALSE(found.fields.has("password"));
  CHECK(std::holds_alternative<protocol::UserNotFound>(f.ask(UserQuery::Kind::pass, "bob@ex.test")));
  f.passwords.broken = true;
  CHECK(std::holds_alternative<protocol::LookupFailed>(f.ask(UserQuery::Kind::pass, "alice@ex.test")));
  f.setup->passdbs.clear();
  f.setup->index();
  CHECK(std::get<protocol::LookupFailed>(f.ask(UserQuery::Kind::pass, "alice@ex.test")).reason ==
        "Configured passdbs don't support credentials lookups");
}

TEST_CASE("A login taken over has its passdb's userdb fields in front") {
  Fixture f;
  Subject subject;
  subject.user = "alice@ex.test";
  subject.userdb_fields.set_line("quota_rule=*:bytes=10M");
  UserQuery query(f.setup, std::move(subject));
  const QueryStep step = query.start();
  const auto& found = std::get<protocol::UserFound>(std::get<QueryReply>(step));
  CHECK(found.fields.begin()->name == "quota_rule");
  CHECK(found.fields.value("uid") == "5000");
}

TEST_CASE("Without a userdb the passdbs say who exists") {
  auto setup = test::make_setup();
  test::Users& users = test::add_database(setup->passdbs);
  users.add("alice@ex.test", "x");
  setup->index();
  const auto ask = [&](const char* user) {
    UserQuery query(setup, UserQuery::Kind::user, user, {});
    return std::get<QueryReply>(query.start());
  };
  const auto found = ask("ALICE@ex.test");
  CHECK(std::get<protocol::UserFound>(found).user == "alice@ex.test");
  CHECK(std::get<protocol::UserFound>(found).fields.empty());
  CHECK(std::holds_alternative<protocol::UserNotFound>(ask("nosuch@ex.test")));
  users.broken = true;
  CHECK(std::holds_alternative<protocol::LookupFailed>(ask("nosuch@ex.test")));
  Subject subject;
  subject.user = "alice@ex.test";
  UserQuery taken(setup, std::move(subject));
  CHECK(std::holds_alternative<protocol::UserFound>(std::get<QueryReply>(taken.start())));
}

TEST_CASE("Without a userdb the passdb's userdb_ fields are lost") {
  auto setup = test::make_setup();
  test::add_database(setup->passdbs).add("alice@ex.test", "x").fields.set_line("userdb_uid=root");
  setup->index();
  UserQuery query(setup, UserQuery::Kind::user, "alice@ex.test", {});
  const auto reply = std::get<QueryReply>(query.start());
  CHECK(std::get<protocol::UserFound>(reply).fields.value("uid") == "0");
  Subject subject;
  subject.user = "alice@ex.test";
  subject.userdb_fields.set("mail", "x");
  UserQuery taken(setup, std::move(subject));
  const auto taken_reply = std::get<QueryReply>(taken.start());
  CHECK(std::get<protocol::UserFound>(taken_reply).fields.value("mail") == "x");
}
