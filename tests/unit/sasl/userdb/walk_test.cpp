// SPDX-License-Identifier: MIT
#include "sasl/userdb/walk.hpp"

#include <memory>

#include "sasl/userdb/ids.hpp"
#include "sasl/userdb/sources.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

namespace {

struct Chain {
  Database& add(std::unique_ptr<Source> source) {
    auto database = std::make_unique<Database>();
    database->source = std::move(source);
    all.push_back(std::move(database));
    order.push_back(all.back().get());
    return *all.back();
  }
  UserdbDone run(const char* user, Existence existence = Existence::exists) {
    subject.user = user;
    UserdbWalk walk(order, subject);
    UserdbStep step = walk.start();
    if (std::holds_alternative<AskPassdbs>(step)) {
      asked_passdbs = true;
      step = walk.resume(existence);
    }
    return std::get<UserdbDone>(step);
  }
  std::vector<std::unique_ptr<Database>> all;
  std::vector<const Database*> order;
  Subject subject;
  bool asked_passdbs = false;
};

}  // namespace

TEST_CASE("passwd-file: ids, home, and only userdb_ fields") {
  test::TemporaryFolder folder;
  const auto path =
      folder.write("users", "bob:x:5000:5001::/srv/%u::userdb_mail=maildir:/m/%n quota=1 userdb_flag\n");
  Chain chain;
  chain.add(std::make_unique<PasswdFileUserdb>(parse_passwd_file_args(path)));
  CHECK(chain.run("bob").result == UserResult::found);
  const Fields& fields = chain.subject.userdb_fields;
  CHECK(fields.value("uid") == "5000");
  CHECK(fields.value("gid") == "5001");
  CHECK(fields.value("mail") == "maildir:/m/bob");
  CHECK(fields.has("flag"));
  CHECK_FALSE(fields.has("quota"));
  CHECK(chain.run("alice").result == UserResult::unknown);
}

TEST_CASE("static: everybody, if the passdbs know them") {
  Chain chain;
  chain.add(std::make_unique<StaticUserdb>("uid=5000 gid=5000 home=/srv/%d/%n"));
  CHECK(chain.run("bob@ex.test").result == UserResult::found);
  CHECK(chain.asked_passdbs);
  CHECK(chain.subject.userdb_fields.value("home") == "/srv/ex.test/bob");
  CHECK(chain.run("bob", Existence::unknown).result == UserResult::unknown);
  CHECK(chain.run("bob", Existence::failed).result == UserResult::failed);
  Chain open;
  open.add(std::make_unique<StaticUserdb>("uid=1 allow_all_users=yes"));
  CHECK(open.run("bob").result == UserResult::found);
  CHECK_FALSE(open.asked_passdbs);
}

TEST_CASE("A broken template is a failure, not an unknown user") {
  Chain chain;
  chain.add(std::make_unique<StaticUserdb>("home=%{nosuch} allow_all_users=yes"));
  CHECK(chain.run("bob").result == UserResult::failed);
}

TEST_CASE("prefetch: what the passdb gave, else the next userdb") {
  Chain chain;
  chain.add(std::make_unique<PrefetchUserdb>());
  chain.add(std::make_unique<StaticUserdb>("uid=7 allow_all_users=yes"));
  CHECK(chain.run("bob").result == UserResult::found);
  CHECK(chain.subject.userdb_fields.value("uid") == "7");
  Chain given;
  given.add(std::make_unique<PrefetchUserdb>());
  given.add(std::make_unique<StaticUserdb>("uid=7 allow_all_users=yes"));
  given.subject.userdb_fields.set("uid", "9");
  CHECK(given.run("bob").result == UserResult::found);
  CHECK(given.subject.userdb_fields.value("uid") == "9");
}

TEST_CASE("userdb result_success = continue with nothing behind finds the user") {
  Chain chain;
  chain.add(std::make_unique<StaticUserdb>("uid=7 allow_all_users=yes")).on_success = Rule::continue_as_is;
  CHECK(chain.run("bob").result == UserResult::unknown);
  chain.all[0]->on_success = Rule::continue_ok;
  CHECK(chain.run("bob").result == UserResult::found);
}

TEST_CASE("Later databases answer for those that do not know the user; failures are remembered") {
  test::TemporaryFolder folder;
  Chain chain;
  chain.add(std::make_unique<PasswdFileUserdb>(parse_passwd_file_args(folder / "missing")));
  chain.add(
      std::make_unique<PasswdFileUserdb>(parse_passwd_file_args(folder.write("users", "bob:x:1:1::/h::\n"))));
  CHECK(chain.run("bob").result == UserResult::found);
  CHECK(chain.run("alice").result == UserResult::failed);
}

TEST_CASE("tempfail and its reason") {
  Chain chain;
  chain.add(std::make_unique<StaticUserdb>("tempfail=yes reason=later allow_all_users=yes"));
  const UserdbDone done = chain.run("bob");
  CHECK(done.result == UserResult::failed);
  CHECK(done.reason == "later");
}

namespace {

// A userdb that answers as it is told, and may be cached.
class Told final : public Source {
 public:
  explicit Told(Answer& answer) : answer_(answer) {}
  std::string_view driver() const override { return "sql"; }
  Lookup look_up(const Subject&) override { return AskSql{}; }
  Answer read_rows(const Subject&, SqlReply) override { return answer_; }
  std::string_view cache_key() const override { return "%u"; }

 private:
  Answer& answer_;
};

}  // namespace

TEST_CASE("A broken database is an unknown user because the cache remembers that there was none") {
  Answer answer = Unknown{};
  AuthCache cache(100'000, std::chrono::seconds(100), std::chrono::seconds(10));
  dovetail::base::MonoTime now{};
  Chain chain;
  chain.add(std::make_unique<Told>(answer));
  std::vector<Note> notes;
  const auto look_up = [&] {
    chain.subject.user = "bob";
    UserdbWalk walk(chain.order, chain.subject, &cache);
    UserdbStep step = walk.start();
    if (std::holds_alternative<AskSql>(step)) {
      step = walk.resume(SqlReply(Rows()));
    }
    notes = walk.take_notes();
    return std::get<UserdbDone>(step).result;
  };
  CHECK(look_up() == UserResult::unknown);
  answer = Broken{"down"};
  CHECK(look_up() == UserResult::unknown);
  cache.set_time(now += std::chrono::seconds(11));
  CHECK(look_up() == UserResult::failed);
  answer = Found{};
  CHECK(look_up() == UserResult::found);
  answer = Broken{"down"};
  cache.set_time(now += std::chrono::seconds(101));
  CHECK(look_up() == UserResult::found);  // old, but better than nothing, and it is told
  REQUIRE(notes.size() == 1);
  CHECK(notes.front().text == "Falling back to expired data from cache: down");
}

TEST_CASE("Names of users and groups become numbers; unknown ones are failures") {
  Fields fields;
  fields.set("uid", "root");
  fields.set("gid", "root");
  CHECK_FALSE(make_ids_numeric(fields));
  CHECK(fields.value("uid") == "0");
  CHECK(fields.value("gid") == "0");
  fields.set("uid", "no-such-user-here");
  CHECK(make_ids_numeric(fields));
}

TEST_CASE("Users of an SQL list") {
  const SqlUserdb source(0, SqlTemplate("", sql::Dialect::sqlite), SqlTemplate("", sql::Dialect::sqlite));
  CHECK(source.read_users(Rows{{"user"}, {{"a@b"}, {std::nullopt}, {"c"}}}) ==
        std::vector<std::string>{"a@b", "c"});
  CHECK(source.read_users(Rows{{"domain", "username"}, {{"b", "a"}, {std::nullopt, "c"}}}) ==
        std::vector<std::string>{"a@b", "c"});
}
