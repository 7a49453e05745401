// SPDX-License-Identifier: MIT
#include "sasl/passdb/walk.hpp"

#include <memory>

#include "tests/support/catch.hpp"

using namespace dovetail::sasl;
using dovetail::sasl::password::Outcome;

namespace {

// A passdb that knows one answer.
class Fixed final : public Source {
 public:
  Fixed(const char* name, Answer answer) : name_(name), answer_(std::move(answer)) {}
  std::string_view driver() const override { return name_; }
  Lookup look_up(const Subject&) override {
    ++asked;
    return answer_;
  }
  std::string_view default_scheme() const override { return "PLAIN"; }
  std::string_view cache_key() const override { return "%u"; }
  int asked = 0;
  void now_answers(Answer answer) { answer_ = std::move(answer); }

 private:
  const char* name_;
  Answer answer_;
};

Found with_password(const char* password, std::vector<std::string> lines = {}) {
  Found found;
  found.password = password;
  for (const std::string& line : lines) {
    found.fields.set_line(line);
  }
  return found;
}

struct Chain {
  Database& add(Answer answer, const char* name = "sql") {
    auto database = std::make_unique<Database>();
    database->number = std::to_string(all.size() + 1);
    database->source = std::make_unique<Fixed>(name, std::move(answer));
    all.push_back(std::move(database));
    order.push_back(all.back().get());
    return *all.back();
  }
  PassdbDone run(const char* given, Purpose purpose = Purpose::login) {
    subject.user = "bob";
    subject.mechanism = "PLAIN";
    subject.password = given;
    subject.passdb_fields.clear();
    PassdbWalk walk(order, subject, purpose, "CRAM-MD5", cache);
    PassdbStep step = walk.start();
    while (auto* check = std::get_if<CheckStored>(&step)) {
      step = walk.resume(password::verify(check->stored, {subject.user, subject.password}));
    }
    notes = walk.take_notes();
    return std::get<PassdbDone>(step);
  }
  PassResult result(const char* given, Purpose purpose = Purpose::login) {
    return run(given, purpose).result;
  }
  int asked(std::size_t which) const { return static_cast<Fixed&>(*all[which]->source).asked; }

  std::vector<std::unique_ptr<Database>> all;
  std::vector<const Database*> order;
  Subject subject;
  Fixed& source(std::size_t which) { return static_cast<Fixed&>(*all[which]->source); }
  std::vector<Note> notes;
  AuthCache* cache = nullptr;
};

}  // namespace

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
  CHECK(chain.subject.user == "bob");
  CHECK_FALSE(chain.subject.passdb_fields.has("quota"));
  CHECK(chain.subject.userdb_fields.empty());
  CHECK(chain.subject.passdb_fields.has("reason"));
}

TEST_CASE("deny: who is found is out, also where the password is right elsewhere") {
  Chain chain;
  chain.add(with_password("")).deny = true;
  chain.add(with_password("pw"));
  CHECK(chain.result("pw") == PassResult::forbidden);
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
  CHECK(undecided.result("pw") == PassResult::mismatch);
  Chain decided;
  decided.add(with_password("pw", {"a=1"})).on_success = Rule::continue_ok;
  decided.add(with_password("quite other", {"b=2"}));
  CHECK(decided.result("pw") == PassResult::ok);
  CHECK((decided.subject.passdb_fields.has("a") && decided.subject.passdb_fields.has("b")));
  Chain refused;
  refused.add(with_password("pw")).on_success = Rule::return_fail;
  CHECK(refused.result("pw") == PassResult::mismatch);
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
  chain.add(with_password("x")).on_success = Rule::return_as_is;
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
  cache.flush();
  CHECK(chain.result("x") == PassResult::internal_failure);
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
