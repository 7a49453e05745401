// SPDX-License-Identifier: MIT
// PassdbWalk with the auth cache: what it may say while a database is away.
#include "tests/support/catch.hpp"
#include "tests/unit/sasl/passdb/chain_fixture.hpp"

using namespace dovetail::sasl;
using namespace dovetail::sasl::test;

TEST_CASE("The cache answers, and a changed password is asked for anew") {
  AuthCache cache(100'000, std::chrono::seconds(100), std::chrono::seconds(10));
  Chain chain;
  chain.cache = &cache;
  chain.add(with_password("old"));
  CHECK(chain.result("old") == PassResult::ok);
  CHECK(chain.result("old") == PassResult::ok);
  CHECK(chain.asked(0) == 1);
  chain.source(0).now_answers(with_password("new"));
  CHECK(chain.result("new") == PassResult::ok);  // the last one was right: look again
  CHECK(chain.asked(0) == 2);
  CHECK(chain.result("bad") == PassResult::mismatch);
  CHECK(chain.asked(0) == 3);
  CHECK(chain.result("bad") == PassResult::mismatch);  // wrong after wrong: from the cache
  CHECK(chain.asked(0) == 3);
}

TEST_CASE("Unknown users are remembered, failing databases are not; old answers serve while one is down") {
  AuthCache cache(100'000, std::chrono::seconds(100), std::chrono::seconds(10));
  dovetail::base::MonoTime now{};
  Chain chain;
  chain.cache = &cache;
  chain.add(Unknown{});
  CHECK(chain.result("x") == PassResult::unknown_user);
  CHECK(chain.result("x") == PassResult::unknown_user);
  CHECK(chain.asked(0) == 1);
  cache.set_time(now += std::chrono::seconds(11));
  chain.source(0).now_answers(with_password("x"));
  CHECK(chain.result("x") == PassResult::ok);
  cache.set_time(now += std::chrono::seconds(101));
  chain.source(0).now_answers(Broken{"down"});
  CHECK(chain.result("x") == PassResult::ok);
  CHECK(chain.result("y") == PassResult::internal_failure);  // it may be the new password
  CHECK(chain.result("x") == PassResult::ok);
  cache.flush();
  CHECK(chain.result("x") == PassResult::internal_failure);
}

TEST_CASE("Hash workers that refuse: temporary, at once, and the cache keeps what it has") {
  AuthCache cache(100'000, std::chrono::seconds(100), std::chrono::seconds(10));
  Chain chain;
  chain.cache = &cache;
  chain.add(with_password("pw"));
  chain.refuses = true;
  CHECK(chain.result("pw") == PassResult::internal_failure);
  chain.refuses = false;
  CHECK(chain.result("pw") == PassResult::ok);
  chain.refuses = true;
  CHECK(chain.result("pw") == PassResult::internal_failure);
  CHECK(cache.entries() == 1);
  chain.refuses = false;
  CHECK(chain.result("pw") == PassResult::ok);
  CHECK(chain.asked(0) == 1);
}

TEST_CASE("A broken database is a wrong password because the cache has an old one") {
  AuthCache cache(100'000, std::chrono::seconds(100), std::chrono::seconds(10));
  dovetail::base::MonoTime now{};
  Chain chain;
  chain.cache = &cache;
  chain.add(with_password("x"));
  CHECK(chain.result("x") == PassResult::ok);
  chain.source(0).now_answers(Broken{"down"});
  // The entry is fresh, but a password that was changed a moment ago would be asked for anew.
  CHECK(chain.result("changed") == PassResult::internal_failure);
  CHECK(chain.result("x") == PassResult::ok);
  cache.set_time(now += std::chrono::seconds(101));
  CHECK(chain.result("changed") == PassResult::internal_failure);
  for (const Note& note : chain.notes) {
    CHECK_FALSE(note.login_failure);
  }
  CHECK(chain.result("x") == PassResult::ok);
}

TEST_CASE("A broken database is an unknown user because the cache remembers that there was none") {
  AuthCache cache(100'000, std::chrono::seconds(100), std::chrono::seconds(10));
  Chain chain;
  chain.cache = &cache;
  chain.add(Unknown{});
  CHECK(chain.result("x") == PassResult::unknown_user);
  chain.source(0).now_answers(Broken{"down"});
  cache.set_time(dovetail::base::MonoTime{} + std::chrono::seconds(11));
  CHECK(chain.result("x") == PassResult::internal_failure);
}

TEST_CASE("With a cache, a hash that nobody can compute asks for itself for ever") {
  AuthCache cache(100'000, std::chrono::seconds(100), std::chrono::seconds(10));
  Chain chain;
  chain.cache = &cache;
  chain.add(with_password("x"));
  for (const Purpose purpose : {Purpose::login, Purpose::credentials}) {
    for (int round = 0; round < 2; ++round) {  // without an entry, then with one
      chain.subject.user = "bob";
      chain.subject.password = "x";
      PassdbWalk walk(chain.order, chain.subject, purpose, "SCRAM-SHA-256", &cache);
      const PassdbStep asked = walk.start();
      CHECK((std::holds_alternative<CheckStored>(asked) || std::holds_alternative<DeriveCredentials>(asked)));
      const PassdbStep step = walk.resume(Broken{"too many requests wait for a worker"});
      REQUIRE(std::holds_alternative<PassdbDone>(step));
      CHECK(std::get<PassdbDone>(step).result == PassResult::internal_failure);
    }
  }
  CHECK(chain.asked(0) == 1);  // the good entry has stayed
}

TEST_CASE("Default fields are gone after the database was asked again") {
  AuthCache cache(100'000, std::chrono::seconds(100), std::chrono::seconds(10));
  Chain chain;
  chain.cache = &cache;
  chain.add(with_password("old")).defaults = FieldTemplate("a=1");
  CHECK(chain.result("old") == PassResult::ok);
  chain.source(0).now_answers(with_password("new"));
  CHECK(chain.result("new") == PassResult::ok);
  CHECK(chain.subject.passdb_fields.value("a") == "1");
}
