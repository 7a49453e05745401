// SPDX-License-Identifier: MIT
#include "daemons/authd/login_service.hpp"

#include "sasl/mech/dovecot_token.hpp"
#include "tests/unit/daemons/authd/authd_fixture.hpp"

using namespace dovetail;
using namespace std::chrono_literals;
using test::plain_line;

namespace {

struct World : test::AuthdWorld {
  explicit World(authd::JobOptions options = {}) : AuthdWorld(options), logins(context) {
    users.add("alice@ex.test", "alicepw");
    users.add("slow@ex.test", test::kSlowHash);
    for (const char* name : {"auth", "login", "tokenlogin"}) {
      logins.server().add_listener(listener(name));
    }
  }
  event::UniqueFd client(const std::string& name = "auth", int pid = 7) {
    event::UniqueFd fd = connect(name);
    hello = lines(fd, 5);
    test::run_until(loop, [&] {
      return hello.find("DONE\n") != hello.npos ||
             (hello += test::read_available(fd.get())).find("DONE\n") != hello.npos;
    });
    test::send_all(fd.get(), "VERSION\t1\t2\nCPID\t" + std::to_string(pid) + "\n");
    return fd;
  }
  std::string hello;
  authd::LoginService logins;
};

}  // namespace

TEST_CASE("A login by password") {
  World world;
  const auto fd = world.client();
  CHECK(world.hello.find("MECH\tPLAIN\tplaintext\n") != std::string::npos);
  CHECK(world.ask(fd, plain_line(1, "alice@ex.test", "alicepw")) == "OK\t1\tuser=alice@ex.test\n");
  CHECK(world.ask(fd, plain_line(2, "alice@ex.test", "wrong")) == "FAIL\t2\tuser=alice@ex.test\n");
  CHECK(world.log.contains("sql(alice@ex.test): Password mismatch"));
  CHECK(world.ask(fd, plain_line(3, "slow@ex.test", "Secret123")) == "OK\t3\tuser=slow@ex.test\n");
  CHECK(world.figures.granted.value() == 2);
  CHECK(world.figures.denied.value() == 1);
  CHECK(world.logins.exchanges() == 0);
}

TEST_CASE("A failure waits for its time, a cancelled one is never told") {
  World world;
  world.setup->settings.failure_delay = 2s;
  const auto fd = world.client();
  test::send_all(fd.get(), plain_line(1, "alice@ex.test", "wrong") + "\n" +
                               plain_line(2, "alice@ex.test", "bad") + "\n" +
                               plain_line(3, "alice@ex.test", "alicepw") + "\n");
  CHECK(world.lines(fd) == "OK\t3\tuser=alice@ex.test\n");
  test::send_all(fd.get(), "CANCEL\t2\n");
  world.clock.advance(1900ms);
  CHECK(world.ask(fd, plain_line(4, "alice@ex.test", "alicepw")) == "OK\t4\tuser=alice@ex.test\n");
  world.clock.advance(200ms);
  CHECK(world.lines(fd) == "FAIL\t1\tuser=alice@ex.test\n");
  CHECK(world.logins.exchanges() == 0);
}

TEST_CASE("What is held back leaves when the daemon ends") {
  World world;
  world.setup->settings.failure_delay = 30s;
  const auto fd = world.client();
  test::send_all(fd.get(), plain_line(1, "alice@ex.test", "wrong") + "\n");
  REQUIRE(world.until([&] { return world.figures.denied.value() == 1; }));
  world.logins.flush_delays();
  CHECK(world.lines(fd) == "FAIL\t1\tuser=alice@ex.test\n");
}

TEST_CASE("After a failure the address starts later") {
  World world;
  const auto fd = world.client();
  CHECK(world.ask(fd, plain_line(1, "alice@ex.test", "wrong", "\trip=192.0.2.1")).starts_with("FAIL"));
  test::send_all(fd.get(), plain_line(2, "alice@ex.test", "alicepw", "\trip=192.0.2.1") + "\n" +
                               plain_line(3, "alice@ex.test", "alicepw", "\trip=192.0.2.2") + "\n" +
                               plain_line(4, "alice@ex.test", "alicepw", "\trip=192.0.2.1\tno-penalty") +
                               "\n");
  CHECK(world.lines(fd, 2) == "OK\t3\tuser=alice@ex.test\nOK\t4\tuser=alice@ex.test\n");
  world.clock.advance(5s);
  CHECK(world.lines(fd) == "OK\t2\tuser=alice@ex.test\n");
}

TEST_CASE("A right login may have to wait for its time, as delay_until says") {
  World world;
  const auto until = [](long long ahead) { return "delay_until=" + std::to_string(1'700'000'000 + ahead); };
  world.users.add("later@ex.test", "x").fields.set_line(until(3));
  world.users.add("never@ex.test", "x").fields.set_line(until(3000));
  const auto fd = world.client();
  test::send_all(fd.get(), plain_line(1, "later@ex.test", "x") + "\n" +
                               plain_line(2, "alice@ex.test", "alicepw") + "\n");
  CHECK(world.lines(fd) == "OK\t2\tuser=alice@ex.test\n");
  world.clock.advance(3s);
  CHECK(world.lines(fd) == "OK\t1\tuser=later@ex.test\n");
  CHECK(world.ask(fd, plain_line(3, "never@ex.test", "x")) == "FAIL\t3\tuser=never@ex.test\n");
  CHECK(world.log.contains("is too much in the future, failing"));
}

TEST_CASE("A failure without a hash costs one, once the site has shown its own") {
  World world;
  const auto fd = world.client();
  CHECK(world.ask(fd, plain_line(1, "nosuch@ex.test", "x")) == "FAIL\t1\tuser=nosuch@ex.test\n");
  CHECK(world.jobs.hashing() == 0);
  CHECK(world.ask(fd, plain_line(2, "slow@ex.test", "Secret123")).starts_with("OK"));
  for (const char* user : {"nosuch@ex.test", "alice@ex.test"}) {
    test::send_all(fd.get(), plain_line(3, user, "wrong") + "\n");
    CHECK(world.until([&] { return world.jobs.hashing() == 1; }));
    CHECK(world.lines(fd) == "FAIL\t3\tuser=" + std::string(user) + "\n");
  }
}

TEST_CASE("A locked account takes the time of a hash, as others do, and is nobody's decoy") {
  World world;
  world.users.add("dear@ex.test", "{SHA512-CRYPT}$6$rounds=100000$salt$" + std::string(86, 'x'));  // 25 ms and more
  world.users.add("locked@ex.test", "{CRYPT}!");
  const auto fd = world.client();
  CHECK(world.ask(fd, plain_line(1, "dear@ex.test", "wrong")) == "FAIL\t1\tuser=dear@ex.test\n");
  for (const std::string user : {"locked@ex.test", "nosuch@ex.test", "locked@ex.test"}) {
    const auto begun = std::chrono::steady_clock::now();
    CHECK(world.ask(fd, plain_line(2, user, "x")) == "FAIL\t2\tuser=" + user + "\n");
    CHECK(std::chrono::steady_clock::now() - begun >= 10ms);
  }
}

TEST_CASE("An unknown user is let in while no hash can be computed") {
  World world({.hash_queue = 0});
  world.setup->settings.failure_delay = 2s;
  const auto fd = world.client();
  test::send_all(fd.get(), plain_line(1, "slow@ex.test", "x") + "\n");
  REQUIRE(world.until([&] { return world.figures.temporary.value() == 1; }));
  world.clock.advance(3s);
  CHECK(world.lines(fd) == "FAIL\t1\tuser=slow@ex.test\tcode=temp_fail\n");
  unsigned denied = 0;
  for (const char* user : {"nosuch@ex.test", "alice@ex.test"}) {
    test::send_all(fd.get(), plain_line(2, user, "wrong") + "\n");
    ++denied;
    REQUIRE(world.until([&] { return world.figures.denied.value() == denied; }));
    world.clock.advance(3s);
    CHECK(world.lines(fd) == "FAIL\t2\tuser=" + std::string(user) + "\n");
  }
  CHECK(world.figures.granted.value() == 0);
  CHECK(world.ask(fd, plain_line(3, "alice@ex.test", "alicepw")) == "OK\t3\tuser=alice@ex.test\n");
}

TEST_CASE("Whom the hash workers refuse is never let in") {
  World world({.hash_queue = 8});
  const auto fd = world.client();
  CHECK(world.ask(fd, plain_line(1, "slow@ex.test", "Secret123")).starts_with("OK"));
  world.jobs.forget_logins();
  {
    const base::Lifetime crowd;
    sasl::Subject other;
    other.password = "x";
    const sasl::CheckStored question{
        *sasl::password::parse_stored("{SHA512-CRYPT}$6$rounds=400000$salt$" + std::string(86, 'x'), ""), "1"};
    for (int count = 0; count < 8; ++count) {
      world.jobs.run(question, other, "crowd", false, crowd.watch(), [](auto) {});
    }
    test::send_all(fd.get(), plain_line(2, "nosuch@ex.test", "x") + "\n" + plain_line(3, "slow@ex.test", "x") +
                                 "\n" + plain_line(4, "alice@ex.test", "alicepw") + "\n");
    const std::string replies = world.lines(fd, 3);
    CHECK(replies.find("FAIL\t2\tuser=nosuch@ex.test\n") != std::string::npos);
    CHECK(replies.find("FAIL\t3\tuser=slow@ex.test\tcode=temp_fail\n") != std::string::npos);
    CHECK(replies.find("OK\t4\tuser=alice@ex.test\n") != std::string::npos);
  }
  CHECK(world.until([&] { return world.jobs.hashing() == 0; }));  // nobody waits for the crowd's any more
  CHECK(world.ask(fd, plain_line(5, "slow@ex.test", "Secret123")).starts_with("OK"));
  CHECK(world.logins.exchanges() == 0);
}

TEST_CASE("What a request has waited already counts towards the longest delay") {
  World world;
  world.setup->settings.failure_delay = 12s;
  world.setup->settings.max_delay = 8s;
  const auto fd = world.client();
  test::send_all(fd.get(), plain_line(1, "alice@ex.test", "wrong") + "\n");
  REQUIRE(world.until([&] { return world.figures.denied.value() == 1; }));
  world.clock.advance(7900ms);
  CHECK(world.ask(fd, plain_line(2, "alice@ex.test", "alicepw")) == "OK\t2\tuser=alice@ex.test\n");
  world.clock.advance(200ms);
  CHECK(world.lines(fd) == "FAIL\t1\tuser=alice@ex.test\n");
}

TEST_CASE("A decoy's answer finds its client gone") {
  World world;
  {
    const auto fd = world.client();
    CHECK(world.ask(fd, plain_line(2, "slow@ex.test", "Secret123")).starts_with("OK"));
    test::send_all(fd.get(), plain_line(3, "nosuch@ex.test", "wrong") + "\n");
    CHECK(world.until([&] { return world.jobs.hashing() == 1; }));
  }
  CHECK(world.until([&] { return world.logins.server().connections() == 0 && world.jobs.hashing() == 0; }));
  CHECK(world.logins.exchanges() == 0);
}

TEST_CASE("A login listener keeps the login for its mail process") {
  World world;
  const auto fd = world.client("login", 4711);
  CHECK(world.ask(fd, plain_line(5, "alice@ex.test", "alicepw")).starts_with("OK\t5"));
  CHECK(world.context.hand_overs.waiting() == 1);
  const auto at = world.hello.find("COOKIE\t") + 7;
  const auto taken = world.context.hand_overs.take(4711, 5, world.hello.substr(at, 32));
  REQUIRE(taken.login);
  CHECK(taken.login->subject.user == "alice@ex.test");
}

TEST_CASE("A second connection of one login process is refused") {
  World world;
  const auto first = world.client("login", 4711);
  CHECK(world.ask(first, plain_line(1, "alice@ex.test", "alicepw")).starts_with("OK"));
  const auto second = world.client("login", 4711);
  CHECK(world.until([&] { return world.log.contains("gave a PID 4711 of existing connection"); }));
}

TEST_CASE("A login process that came back is served before the end of its old connection is seen") {
  World world;
  auto first = world.client("login", 4711);
  const auto second = world.connect("login");
  world.lines(second, 5);
  test::send_all(second.get(), "VERSION\t1\t2\nCPID\t4711\n");  // seen first
  first.reset();
  CHECK(world.ask(second, plain_line(1, "alice@ex.test", "alicepw")).starts_with("OK"));
  CHECK_FALSE(world.log.contains("existing connection"));
}

TEST_CASE("A token listener takes tokens and nothing else") {
  World world;
  auto fd = world.client("tokenlogin", 9);
  CHECK(world.hello.starts_with("VERSION\t1\t2\nMECH\tDOVECOT-TOKEN\nSPID\t"));
  const auto line = [](unsigned id, const std::string& token) {
    return "AUTH\t" + std::to_string(id) + "\tDOVECOT-TOKEN\tservice=imap-urlauth\tresp=" +
           wire::base64_encode(std::string("imap\0009\0alice@ex.test\0s\0", 23) + token);
  };
  const std::string token = sasl::mech::session_token(
      "secret", {.user = "alice@ex.test", .service = "imap", .session = "s", .pid = 9});
  CHECK(world.ask(fd, line(1, token)) == "OK\t1\tuser=alice@ex.test\n");
  CHECK(world.ask(fd, line(2, std::string(40, 'a'))) == "FAIL\t2\tuser=alice@ex.test\n");
  test::send_all(fd.get(), plain_line(3, "alice@ex.test", "alicepw") + "\n");
  CHECK(world.until([&] { return world.log.contains("unsupported SASL mechanism PLAIN"); }));
  fd = world.client("auth");
  test::send_all(fd.get(), line(1, token) + "\n");
  CHECK(world.until([&] { return world.log.contains("unsupported SASL mechanism DOVECOT-TOKEN"); }));
}

TEST_CASE("A broken database: temporary, and the connection of a lone SMTP request ends") {
  World world;
  world.users.broken = true;
  auto fd = world.client();
  CHECK(world.ask(fd, plain_line(1, "alice@ex.test", "alicepw")) ==
        "FAIL\t1\tuser=alice@ex.test\tcode=temp_fail\n");
  std::string line = plain_line(2, "alice@ex.test", "alicepw");
  line.replace(line.find("service=imap"), 12, "service=smtp");
  test::send_all(fd.get(), line + "\n");
  CHECK(world.until([&] { return world.logins.server().connections() == 0; }));
  CHECK(test::read_available(fd.get()).empty());
  CHECK(world.figures.temporary.value() == 2);
}
