// SPDX-License-Identifier: MIT
#include "sasl/passdb/walk.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/sasl/passdb/chain_fixture.hpp"

using namespace dovetail::sasl;
using namespace dovetail::sasl::test;

TEST_CASE("One passdb: right, wrong, unknown, broken") {
  Chain chain;
  chain.add(with_password("pw"));
  CHECK(chain.result("pw") == PassResult::ok);
  CHECK(chain.result("bad") == PassResult::mismatch);
  CHECK(chain.notes.back().text == "Password mismatch");
  Chain unknown;
  unknown.add(Unknown{});
  CHECK(unknown.result("pw") == PassResult::unknown_user);
  CHECK(unknown.notes.back().text == "unknown user");
  Chain broken;
  broken.add(Broken{"no connection"});
  CHECK(broken.result("pw") == PassResult::internal_failure);
  CHECK(broken.notes.back().severity == dovetail::base::Severity::error);
}

TEST_CASE("The next passdb is asked after a failure, and a failing database is never a wrong password") {
  Chain chain;
  chain.add(with_password("other"));
  chain.add(with_password("pw"));
  CHECK(chain.result("pw") == PassResult::ok);
  Chain second;
  second.add(Broken{"down"});
  second.add(with_password("pw"));
  CHECK(second.result("pw") == PassResult::ok);
  CHECK(second.result("bad") == PassResult::internal_failure);
}

TEST_CASE("Fields of a failed entry are undone, those of the one that matched stay") {
  Chain chain;
  chain.add(with_password("other", {"user=alice", "quota=1", "userdb_uid=9"}));
  chain.add(with_password("pw", {"reason=x"}));
  CHECK(chain.result("pw") == PassResult::ok);
  CHECK_FALSE(chain.subject.passdb_fields.has("quota"));
  CHECK(chain.subject.userdb_fields.empty());
  CHECK(chain.subject.passdb_fields.has("reason"));
}

TEST_CASE("After a failed entry that renames, the next one is asked by the old name") {
  Chain chain;
  chain.add(with_password("other", {"user=alice"}));
  chain.add(with_password("pw"));
  CHECK(chain.result("pw") == PassResult::ok);
  CHECK(chain.subject.user == "alice");
}

TEST_CASE("deny: who is found is out, also where the password is right elsewhere") {
  Chain chain;
  chain.add(with_password("")).deny = true;
  chain.add(with_password("pw"));
  CHECK(chain.result("pw") == PassResult::denied);
  CHECK(chain.asked(1) == 0);
  Chain other;
  other.add(Unknown{}).deny = true;
  other.add(with_password("pw"));
  CHECK(other.result("pw") == PassResult::ok);
  Chain broken;
  broken.add(Broken{"x"}).deny = true;
  broken.add(with_password("pw"));
  CHECK(broken.result("pw") == PassResult::internal_failure);
}

TEST_CASE("result_success = continue leaves the login undecided, continue-ok decides it") {
  Chain undecided;
  undecided.add(with_password("pw")).on_success = Rule::continue_as_is;
  CHECK(undecided.result("pw") == PassResult::refused);
  Chain decided;
  decided.add(with_password("pw", {"a=1"})).on_success = Rule::continue_ok;
  decided.add(with_password("quite other", {"b=2"}));
  CHECK(decided.result("pw") == PassResult::ok);
  CHECK((decided.subject.passdb_fields.has("a") && decided.subject.passdb_fields.has("b")));
  Chain refused;
  refused.add(with_password("pw")).on_success = Rule::return_fail;
  CHECK(refused.result("pw") == PassResult::refused);
}

TEST_CASE("result_failure and result_internalfail") {
  Chain stop;
  stop.add(Unknown{}).on_failure = Rule::return_fail;
  stop.add(with_password("pw"));
  CHECK(stop.result("pw") == PassResult::unknown_user);
  Chain open;
  open.add(Broken{"x"}).on_internal = Rule::return_ok;
  CHECK(open.result("pw") == PassResult::ok);
  Chain failing;
  failing.add(Broken{"x"}).on_internal = Rule::return_as_is;
  failing.add(with_password("pw"));
  CHECK(failing.result("pw") == PassResult::internal_failure);
}

TEST_CASE("A broken database is temporary also where a later entry ends the chain") {
  for (const Rule rule : {Rule::return_as_is, Rule::return_fail, Rule::continue_as_is}) {
    Chain chain;
    chain.add(Broken{"gone away"});
    chain.add(Unknown{}).on_failure = rule;
    CHECK(chain.result("x") == PassResult::internal_failure);
  }
  Chain chain;
  chain.add(Broken{"gone away"});
  chain.add(with_password("x")).on_success = Rule::return_ok;
  CHECK(chain.result("x") == PassResult::ok);
}

TEST_CASE("skip, filters and mechanisms leave entries out") {
  Chain chain;
  chain.add(with_password("pw")).on_success = Rule::continue_ok;
  chain.add(with_password("pw")).skip = Skip::if_done;
  chain.add(with_password("pw")).filter = UserFilter("alice");
  chain.add(with_password("pw")).mechanisms = {"LOGIN"};
  CHECK(chain.result("pw") == PassResult::ok);
  CHECK((chain.asked(1) == 0 && chain.asked(2) == 0 && chain.asked(3) == 0));
  Chain later;
  later.add(with_password("pw")).skip = Skip::if_not_done;
  CHECK(later.result("pw") == PassResult::unknown_user);
}

TEST_CASE("Default and override fields") {
  Chain chain;
  Database& database = chain.add(with_password("pw", {"b=2", "c=3"}));
  database.defaults = FieldTemplate("a=1 b=1");
  database.overrides = FieldTemplate("c=%u");
  CHECK(chain.result("pw") == PassResult::ok);
  CHECK(chain.subject.passdb_fields.value("a") == "1");
  CHECK(chain.subject.passdb_fields.value("b") == "2");
  CHECK(chain.subject.passdb_fields.value("c") == "bob");
}

TEST_CASE("Fields that forbid the login") {
  Chain nets;
  nets.add(with_password("pw", {"allow_nets=192.0.2.0/24"}));
  CHECK(nets.result("pw") == PassResult::forbidden);
  Chain fail;
  fail.add(with_password("pw", {"fail=yes"}));
  CHECK(fail.result("pw") == PassResult::forbidden);
}

TEST_CASE("nopassword, unknown schemes, missing passwords") {
  Found any;
  any.any_password = true;
  Chain free;
  free.add(any);
  CHECK(free.result("whatever") == PassResult::ok);
  any.password = "set";
  Chain both;
  both.add(any);
  CHECK(both.result("whatever") == PassResult::mismatch);
  CHECK(both.result("set") == PassResult::ok);
  Chain scheme;
  scheme.add(with_password("{NOSUCH}x"));
  CHECK(scheme.result("x") == PassResult::mismatch);
  CHECK(scheme.notes.front().text == "Unknown scheme NOSUCH");
  Chain none;
  none.add(Found{});
  CHECK(none.result("") == PassResult::mismatch);
}

TEST_CASE("Credentials for challenge mechanisms") {
  Chain clear;
  clear.add(with_password("{PLAIN}pw"));
  const PassdbDone done = clear.run("", Purpose::credentials);
  CHECK(done.result == PassResult::ok);
  CHECK(done.credentials.size() == 64);
  Chain hashed;
  hashed.add(with_password("{SHA256}LtBnZnldWKTyLVEaZy8gprCW0/5bVq86dEZ4qaNW/YI="));
  CHECK(hashed.result("", Purpose::credentials) == PassResult::no_such_scheme);
  CHECK(hashed.notes.front().text == "Requested CRAM-MD5 scheme, but we have only SHA256");
}

TEST_CASE("A lookup asks for no password") {
  Chain chain;
  chain.add(with_password("pw", {"quota=1"}));
  CHECK(chain.result("", Purpose::lookup) == PassResult::ok);
  CHECK(chain.subject.passdb_fields.value("quota") == "1");
}

TEST_CASE("result_success = return lets nobody in that was not let in before") {
  Chain chain;
  chain.add(with_password("pw")).on_success = Rule::return_as_is;
  CHECK(chain.result("pw") == PassResult::refused);
  CHECK(chain.result("", Purpose::lookup) == PassResult::refused);
  CHECK(chain.result("no") == PassResult::mismatch);
}

TEST_CASE("result_success = continue: the password has been right, the rest decides") {
  Chain chain;
  chain.add(with_password("pw")).on_success = Rule::continue_as_is;
  chain.add(with_password("another"));
  CHECK(chain.result("pw") == PassResult::ok);
  CHECK(chain.result("another") == PassResult::ok);
  CHECK(chain.result("no") == PassResult::mismatch);
  chain.all[1]->skip = Skip::if_done;
  CHECK(chain.result("pw") == PassResult::refused);
  Chain alone;
  alone.add(with_password("pw")).on_success = Rule::continue_as_is;
  CHECK(alone.result("pw") == PassResult::refused);
}

TEST_CASE("A lookup finds mistakes of the database that a login would") {
  const auto lookup = [](Answer answer, const char* driver) {
    Chain chain;
    chain.add(std::move(answer), driver);
    return chain.result("", Purpose::lookup);
  };
  CHECK(lookup(with_password("{NOPE}x"), "passwd-file") == PassResult::no_such_scheme);
  CHECK(lookup(with_password("{PLAIN.HEX}zz"), "sql") == PassResult::no_such_scheme);
  CHECK(lookup(Found{}, "sql") == PassResult::internal_failure);
  CHECK(lookup(Found{}, "passwd-file") == PassResult::ok);
  Found any;
  any.any_password = true;
  CHECK(lookup(std::move(any), "sql") == PassResult::ok);
}

TEST_CASE("noauthenticate only adds fields; an empty user is nobody") {
  Chain chain;
  chain.add(with_password("pw", {"noauthenticate", "extra=1"}));
  CHECK(chain.result("pw") == PassResult::internal_failure);
  chain.add(with_password("pw"));
  CHECK(chain.result("pw") == PassResult::ok);
  CHECK(chain.subject.passdb_fields.value("extra") == "1");
  Chain nameless;
  nameless.add(with_password("pw", {"user="}));
  CHECK(nameless.result("pw") == PassResult::unknown_user);
}
