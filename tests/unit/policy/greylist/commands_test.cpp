// SPDX-License-Identifier: MIT
#include "policy/greylist/commands.hpp"

#include "policy/greylist/command_parts.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_greylist_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/policy/greylist/requests.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

constexpr std::int64_t kNow = 1'700'000'000;
using Parameters = std::map<std::string, std::string, std::less<>>;

struct Fixture {
  test::TemporaryFolder folder;
  test::FakeGreylistStore store;
  std::shared_ptr<Rulebook> rules;

  Fixture() {
    Settings settings;
    settings.client_lists = {folder.write("clients", "good.test\n192.0.2\n")};
    settings.never_awl_lists = {folder.write("never", "pool.test\n")};
    rules = test::rulebook(settings);
  }
  CommandAnswer run(std::string_view name, Parameters parameters) {
    return run_command(name, {std::move(parameters)}, store, *rules, base::from_unix_seconds(kNow));
  }
  bool says(std::string_view name, const Parameters& parameters, std::string_view part) {
    const auto answer = run(name, parameters);
    INFO(answer.text);
    CHECK(answer.text.find(part) != std::string::npos);
    return answer.text.find(part) != std::string::npos;
  }
};

const Parameters kMail{{"client", "1.2.3.4"}, {"sender", "s@a"}, {"recipient", "r@b"}};

}  // namespace

TEST_CASE("commands are known by kind") {
  CHECK(command_kind("triplets") == CommandKind::looks);
  CHECK(command_kind("forget") == CommandKind::changes);
  CHECK(command_kind("nothing") == CommandKind::none);
  Fixture f;
  CHECK(f.run("nothing", {}).status == 404);
}

TEST_CASE("lists come in pages") {
  Fixture f;
  for (int i = 0; i < 600; ++i) {
    f.store.triplets["k" + std::to_string(i)] = {1, 2};
  }
  f.store.clients["1.2.3.4"] = {5, 6};
  std::size_t rows = 0;
  std::string cursor;
  do {
    std::string text = f.run("triplets", {{"cursor", cursor}}).text;
    const std::size_t next = text.find("NEXT\t");
    cursor = next == std::string::npos ? "" : text.substr(next + 5, text.size() - next - 6);
    text.resize(std::min(next, text.size()));
    rows += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  } while (!cursor.empty());
  CHECK(rows == 600);
  CHECK(f.run("clients", {}).text == "1.2.3.4\t5\t6\n");
}

TEST_CASE("what waits is what came back too early, too") {
  Fixture f;
  f.store.triplets = {{"once", {kNow, kNow}}, {"early", {kNow - 90, kNow}}, {"passed", {kNow - 300, kNow}}};
  CHECK(f.run("triplets", {{"waiting", "1"}}).text ==
        "early\t1699999910\t1700000000\nonce\t1700000000\t1700000000\n");
}

TEST_CASE("rows survive any key") {
  const std::string row = command_row("a\tb\nc\x01", 1, 2);
  const auto read = parse_command_row(std::string_view(row).substr(0, row.size() - 1));
  REQUIRE(read);
  CHECK(read->key == "a\tb\nc\x01");
  CHECK(read->second == 2);
  CHECK_FALSE(parse_command_row("a\t1"));
  CHECK_FALSE(parse_command_row("a\tx\t2"));
}

TEST_CASE("show names the state of a triplet and of a client") {
  Fixture f;
  CHECK(f.run("show", kMail).status == 404);
  f.store.triplets["1.2.3.0/s@a/r@b"] = {kNow - 100, kNow - 100};
  f.store.clients["1.2.3.4"] = {5, kNow};
  f.says("show", kMail, "waits 3 min 20 s more");
  f.says("show", {{"client", "1.2.3.4"}}, "on the auto-whitelist");
  CHECK(f.run("show", {{"client", "nobody"}}).status == 400);
}

TEST_CASE("allow lets a triplet or a client pass at once") {
  Fixture f;
  CHECK(f.run("allow", kMail).status == 200);
  CHECK(f.store.triplets.at("1.2.3.0/s@a/r@b") == TripletTimes{kNow - 300, kNow});
  CHECK(f.run("allow", {{"client", "9.9.9.9"}}).status == 200);
  CHECK(f.store.clients.at("9.9.9.9") == ClientCount{5, kNow});
}

TEST_CASE("forget removes a triplet or a client") {
  Fixture f;
  f.store.triplets["1.2.3.0/s@a/r@b"] = {1, 1};
  f.store.clients["1.2.3.4"] = {5, kNow};
  CHECK(f.run("forget", kMail).status == 200);
  CHECK(f.store.triplets.empty());
  CHECK(f.store.clients.size() == 1);
  CHECK(f.run("forget", {{"client", "1.2.3.4"}}).status == 200);
  CHECK(f.store.clients.empty());
}

TEST_CASE("what was not known is not forgotten") {
  Fixture f;
  CHECK(f.run("forget", kMail).status == 404);
  f.says("forget", kMail, "not known 1.2.3.0/s@a/r@b");
  CHECK(f.run("forget", {{"client", "1.2.3.4"}}).status == 404);
  f.store.gone = true;
  CHECK(f.run("forget", kMail).status == 503);
}

TEST_CASE("explain follows the rules in their order") {
  Fixture f;
  f.says("explain", {{"client", "192.0.2.9"}, {"sender", "s@a"}, {"recipient", "r@b"}},
         "passes by client whitelist: 192.0.2 (");
  f.says("explain", kMail, "greylisted: not known");
  f.says("explain", kMail, "in 5 min)");
  f.store.triplets["1.2.3.0/s@a/r@b"] = {kNow - 100, kNow - 50};
  f.says("explain", kMail, "came back too early");
  f.store.triplets["1.2.3.0/s@a/r@b"] = {kNow - 400, kNow - 350};
  f.says("explain", kMail, "passes for the first time");
  f.store.triplets["1.2.3.0/s@a/r@b"] = {kNow - 400, kNow - 5};
  f.says("explain", kMail, "it did so before");
  f.store.triplets["1.2.3.0/s@a/r@b"] = {kNow - 3 * 86400, kNow - 3 * 86400};
  f.says("explain", kMail, "retry window of 2 days is over");
  f.store.clients["1.2.3.4"] = {3, kNow};
  f.says("explain", kMail, "client 1.2.3.4 has 3 of 5");
  f.store.clients["1.2.3.4"] = {5, kNow};
  f.says("explain", kMail, "the client is trusted");
  Parameters pool = kMail;
  pool["name"] = "x.pool.test";
  f.says("explain", pool, "never auto-whitelisted: pool.test");
  CHECK(f.store.triplets.at("1.2.3.0/s@a/r@b").last == kNow - 3 * 86400);  // nothing was stored
}

TEST_CASE("whitelist names the entry and its place") {
  Fixture f;
  f.says("whitelist", {{"name", "mx.good.test"}}, "client whitelist: good.test (");
  f.says("whitelist", {{"client", "192.0.2.1"}}, "line 2");
  CHECK(f.run("whitelist", {{"client", "9.9.9.9"}}).status == 404);
}

TEST_CASE("import replaces what is there and counts what it cannot read") {
  Fixture f;
  f.store.triplets["a"] = {kNow, kNow};
  const auto answer =
      f.run("import", {{"rows", "T\ta\t5\t6\nT\tb\t7\t8\nC\t1.2.3.4\t3\t9\nnonsense\nX\ta\t1\t2\n\n"}});
  CHECK(answer.text == "2 triplets, 1 clients, 2 unreadable\n");
  CHECK(f.store.triplets.at("a") == TripletTimes{5, 6});
  CHECK(f.store.clients.at("1.2.3.4") == ClientCount{3, 9});
}

TEST_CASE("a store that is gone is a 503") {
  Fixture f;
  f.store.gone = true;
  CHECK(f.run("show", kMail).status == 503);
  CHECK(f.run("explain", kMail).status == 503);
  CHECK(f.run("allow", kMail).status == 503);
}

TEST_CASE("durations for people") {
  CHECK(duration_text(59) == "59 s");
  CHECK(duration_text(60) == "1 min");
  CHECK(duration_text(299) == "4 min 59 s");
  CHECK(duration_text(7260) == "2 h 1 min");
  CHECK(duration_text(3 * 86400) == "3 days");
}
