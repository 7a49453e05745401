// SPDX-License-Identifier: MIT
#include "sasl/protocol/client_session.hpp"

#include "sasl/protocol/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl::protocol;

namespace {

constexpr const char* kHandshake = "VERSION\t1\t1\nCPID\t55\n";
const std::string kHello =
    "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nMECH\tLOGIN\tplaintext\nSPID\t99\nCUID\t3\nCOOKIE\tabc\nDONE\n";

ClientOptions options() {
  ClientOptions made;
  made.mechanisms = {"PLAIN\tplaintext", "LOGIN\tplaintext"};
  made.server_pid = 99;
  made.connection_number = 3;
  made.cookie = "abc";
  return made;
}

// Drives a session and collects what it does.
struct Driver {
  explicit Driver(ClientOptions given = options()) : session(std::move(given)) { run(); }

  void receive(std::string_view bytes) {
    session.receive(bytes);
    run();
  }
  template <class Answer>
  void answer(Answer given, std::size_t which = 0) {
    session.resume(begun.at(which).ticket, std::move(given));
    run();
  }
  std::string taken() { return std::exchange(sent, ""); }

  void run() {
    while (auto effect = session.next()) {
      if (auto* send = std::get_if<base::Send>(&*effect)) {
        sent += send->bytes;
      } else if (auto* close = std::get_if<base::Close>(&*effect)) {
        closed = close->reason;
      } else if (auto* begin = std::get_if<Begin>(&*effect)) {
        begun.push_back(std::move(*begin));
      } else if (auto* respond = std::get_if<Respond>(&*effect)) {
        responses.push_back(respond->response);
      } else if (auto* forget = std::get_if<Forget>(&*effect)) {
        forgotten.push_back(forget->ticket);
      } else if (auto* introduce = std::get_if<Introduce>(&*effect)) {
        introduced = *introduce;
      }
    }
  }

  ClientSession session;
  std::string sent;
  std::optional<std::string> closed;
  std::vector<Begin> begun;
  std::vector<std::string> responses;
  std::vector<base::Ticket> forgotten;
  std::optional<Introduce> introduced;
};

Driver ready(ClientOptions given = options()) {
  Driver driver(std::move(given));
  driver.taken();
  driver.receive(kHandshake);
  return driver;
}

}  // namespace

TEST_CASE("The whole hello leaves at accept time") {
  Driver driver;
  CHECK(driver.taken() == kHello);
}

TEST_CASE("handshake = wait: the mechanisms follow the client's version") {
  ClientOptions waiting = options();
  waiting.wait_for_version = true;
  Driver driver(std::move(waiting));
  CHECK(driver.taken() == "VERSION\t1\t2\n");
  driver.receive("VERSION\t1\t3\n");
  CHECK("VERSION\t1\t2\n" + driver.taken() == kHello);
}

TEST_CASE("PLAIN with an initial response, accepted and refused") {
  Driver driver = ready();
  driver.receive("AUTH\t1\tPLAIN\tservice=smtp\tnologin\tresp=AGEAYg==\n");
  REQUIRE(driver.begun.size() == 1);
  CHECK(driver.begun[0].request->initial == std::string("\0a\0b", 4));
  driver.answer(Granted{"alice@ex.test", {}, ""});
  CHECK(driver.taken() == "OK\t1\tuser=alice@ex.test\n");
  driver.receive("AUTH\t2\tPLAIN\tservice=smtp\tresp=AGEAYg==\n");
  driver.answer(Denied{"alice@ex.test", "", "", {}}, 1);
  CHECK(driver.taken() == "FAIL\t2\tuser=alice@ex.test\n");
  CHECK_FALSE(driver.closed);
}

TEST_CASE("LOGIN: challenges and responses") {
  Driver driver = ready();
  driver.receive("AUTH\t3\tLOGIN\tservice=smtp\n");
  driver.answer(Challenge{"Username:"});
  CHECK(driver.taken() == "CONT\t3\tVXNlcm5hbWU6\n");
  driver.receive("CONT\t3\tYm9iQGV4LnRlc3Q=\n");
  CHECK(driver.responses.back() == "bob@ex.test");
  driver.answer(Challenge{""});
  CHECK(driver.taken() == "CONT\t3\t\n");
  driver.receive("CONT\t3\t\n");
  CHECK(driver.responses.back().empty());
  sasl::Fields fields;
  fields.set("nologin", std::nullopt);
  fields.set("reason", "a\tb");
  driver.answer(Granted{"bob", fields, ""});
  CHECK(driver.taken() == "OK\t3\tuser=bob\tnologin\treason=a\001tb\n");
}

TEST_CASE("Final data goes into OK where the client can read it, else into one more round") {
  Driver able = ready();
  able.receive("AUTH\t1\tPLAIN\tservice=imap\tfinal-resp-ok\n");
  able.answer(Granted{"u", {}, "v=x"});
  CHECK(able.taken() == "OK\t1\tuser=u\tresp=dj14\n");

  Driver unable = ready();
  unable.receive("AUTH\t1\tPLAIN\tservice=imap\n");
  unable.answer(Granted{"u", {}, "v=x"});
  CHECK(unable.taken() == "CONT\t1\tdj14\n");
  unable.receive("CONT\t1\t\n");
  CHECK(unable.taken() == "OK\t1\tuser=u\n");
}

TEST_CASE("Bad base64 fails the request and keeps the connection") {
  Driver driver = ready();
  driver.receive("AUTH\t1\tPLAIN\tservice=smtp\tresp=***\n");
  CHECK(driver.taken() == "FAIL\t1\tcode=invalid_base64\treason=Invalid base64 data in initial response\n");
  driver.receive("AUTH\t2\tLOGIN\tservice=smtp\n");
  driver.answer(Challenge{"Username:"});
  driver.taken();
  driver.receive("CONT\t2\t***\n");
  CHECK(driver.taken() == "FAIL\t2\tcode=invalid_base64\treason=Invalid base64 data in continued response\n");
  CHECK(driver.forgotten.size() == 1);
  CHECK_FALSE(driver.closed);
}

TEST_CASE("CONT for nobody and CONT too early") {
  Driver driver = ready();
  driver.receive("CONT\t9\tYQ==\n");
  CHECK(driver.taken() == "FAIL\t9\treason=Authentication request timed out\n");
  driver.receive("AUTH\t1\tLOGIN\tservice=smtp\nCONT\t1\tYQ==\n");
  CHECK(driver.taken() == "FAIL\t1\treason=Unexpected continuation\n");
  driver.answer(Granted{"late", {}, ""});
  CHECK(driver.taken().empty());
}

TEST_CASE("A response may follow its request at once, where the challenge comes at once") {
  ClientSession session(options());
  session.receive(std::string(kHandshake) + "AUTH\t1\tLOGIN\tservice=smtp\nCONT\t1\tYQ==\n");
  std::vector<std::string> seen;
  while (auto effect = session.next()) {
    if (auto* begin = std::get_if<Begin>(&*effect)) {
      session.resume(begin->ticket, Challenge{"Username:"});
    } else if (auto* respond = std::get_if<Respond>(&*effect)) {
      seen.push_back(respond->response);
    }
  }
  CHECK(seen == std::vector<std::string>{"a"});
}

TEST_CASE("CANCEL is silent below minor 4 and answered from there on") {
  Driver old = ready();
  old.receive("AUTH\t1\tLOGIN\tservice=smtp\nCANCEL\t1\nCANCEL\t77\n");
  CHECK(old.taken().empty());
  CHECK(old.forgotten.size() == 1);
  Driver recent;
  recent.taken();
  recent.receive("VERSION\t1\t4\nCPID\t5\nAUTH\t1\tLOGIN\tservice=smtp\nCANCEL\t1\n");
  CHECK(recent.taken() == "CANCELLED\t1\n");
}

TEST_CASE("Violations close the connection with a line for the log") {
  for (const char* line :
       {"NONSENSE\t1\n", "AUTH\t0\tPLAIN\tservice=x\n", "AUTH\t1\n", "AUTH\t1\tPLAIN\n",
        "AUTH\t1\tPLAIN\tservice=x\tresp=\tlip=::1\n", "CONT\t1\n", "CONT\tx\tYQ==\n", "CANCEL\n",
        "AUTH\t1\tLOGIN\tservice=x\nAUTH\t1\tLOGIN\tservice=x\n", "VERSION\t1\t2\n"}) {
    INFO(line);
    Driver driver = ready();
    driver.receive(line);
    REQUIRE(driver.closed);
    CHECK(driver.closed->starts_with("BUG: Authentication client sent "));
  }
}

TEST_CASE("Broken handshakes") {
  for (const char* text :
       {"CPID\t5\n", "VERSION\t2\t0\n", "VERSION\t1\n", "VERSION\t1\t1\nAUTH\t1\tPLAIN\tservice=x\n",
        "VERSION\t1\t1\nCPID\t0\n", "VERSION\t1\t1\nCPID\tx\n", "VERSION\t1\t1\nVERSION\t1\t1\n"}) {
    INFO(text);
    Driver driver;
    driver.receive(text);
    CHECK(driver.closed);
  }
}

TEST_CASE("An endless line is cut off") {
  Driver driver = ready();
  for (int part = 0; part < 300 && !driver.closed; ++part) {
    driver.receive(std::string(4096, 'x'));
  }
  CHECK(driver.closed);
  Driver longest = ready();
  longest.receive("AUTH\t1\tPLAIN\tservice=smtp\tclient_id=" + std::string(16000, 'x') + "\n");
  CHECK(longest.begun.size() == 1);
}

TEST_CASE("A login listener asks whether the process may come in") {
  ClientOptions given = options();
  given.login = true;
  Driver driver = ready(given);
  REQUIRE(driver.introduced);
  CHECK(driver.introduced->pid == 55);
  driver.receive("AUTH\t1\tPLAIN\tservice=imap\n");
  CHECK(driver.begun.empty());
  driver.session.resume(driver.introduced->ticket, Introduced{true});
  driver.run();
  CHECK(driver.begun.size() == 1);

  Driver second = ready(given);
  second.session.resume(second.introduced->ticket, Introduced{false});
  second.run();
  CHECK(second.closed);
}

TEST_CASE("A passing failure closes an smtp connection that has nothing else in flight") {
  const Denied passing{"u", "temp_fail", "", {}};
  Driver alone = ready();
  alone.receive("AUTH\t1\tPLAIN\tservice=smtp\n");
  alone.answer(passing);
  CHECK(alone.closed);
  CHECK(alone.taken().empty());

  Driver busy = ready();
  busy.receive("AUTH\t1\tPLAIN\tservice=smtp\nAUTH\t2\tPLAIN\tservice=smtp\n");
  busy.answer(passing);
  CHECK(busy.taken() == "FAIL\t1\tuser=u\tcode=temp_fail\n");

  Driver imap = ready();
  imap.receive("AUTH\t1\tPLAIN\tservice=imap\n");
  imap.answer(passing);
  CHECK(imap.taken() == "FAIL\t1\tuser=u\tcode=temp_fail\n");

  ClientOptions given = options();
  given.temporary = TemporaryFailure::reply;
  Driver reply = ready(given);
  reply.receive("AUTH\t1\tPLAIN\tservice=smtp\n");
  reply.answer(passing);
  CHECK_FALSE(reply.closed);
}

TEST_CASE("A client that goes takes its requests along") {
  Driver driver = ready();
  driver.receive("AUTH\t1\tLOGIN\tservice=smtp\nAUTH\t2\tLOGIN\tservice=smtp\n");
  driver.session.peer_closed();
  driver.run();
  CHECK(driver.closed == "auth client 55 disconnected with 2 pending requests: EOF");
  CHECK(driver.forgotten.size() == 2);
  Driver idle = ready();
  idle.session.peer_closed();
  idle.run();
  CHECK(idle.closed == "");
}

TEST_CASE("An exchange that waits for the client ends after a while, others of its connection do not") {
  Driver driver = ready();
  const auto grow = [&](unsigned steps) {
    for (unsigned step = 0; step < steps; ++step) {
      driver.session.grow_older();
    }
    driver.run();
  };
  driver.receive("AUTH\t1\tLOGIN\tservice=smtp\n");
  grow(2 * kResponseSteps);  // it waits for us, not for the client
  CHECK(driver.forgotten.empty());
  driver.answer(Challenge{"Username:"});
  driver.taken();
  grow(kResponseSteps - 1);
  driver.receive("AUTH\t2\tLOGIN\tservice=smtp\n");
  driver.answer(Challenge{"Username:"}, 1);
  driver.taken();
  CHECK(driver.forgotten.empty());
  grow(1);
  CHECK(driver.forgotten.size() == 1);
  driver.receive("CONT\t1\tYQ==\n");
  CHECK(driver.taken() == "FAIL\t1\treason=Authentication request timed out\n");
  driver.receive("CONT\t2\tYQ==\n");
  CHECK(driver.taken() == "");
  CHECK(driver.session.open_requests() == 1);
}

TEST_CASE("Thousands of half-open exchanges stay bounded") {
  Driver driver = ready();
  for (int id = 1; id <= 5000; ++id) {
    driver.receive("AUTH\t" + std::to_string(id) + "\tLOGIN\tservice=smtp\n");
    driver.answer(Challenge{"Username:"}, driver.begun.size() - 1);
  }
  CHECK(driver.session.open_requests() <= 1024);
  CHECK(driver.forgotten.size() >= 5000 - 1024);
}

TEST_CASE("Too many requests at once: reading stops until some are answered") {
  Driver driver = ready();
  std::string many;
  for (int id = 1; id <= 1500; ++id) {
    many += "AUTH\t" + std::to_string(id) + "\tPLAIN\tservice=smtp\n";
  }
  driver.receive(many);
  CHECK(driver.begun.size() == 1024);
  CHECK_FALSE(driver.session.readable());
  driver.answer(Granted{"u", {}, ""}, 0);
  CHECK(driver.begun.size() == 1025);
}

TEST_CASE("At shutdown what is in work is finished") {
  Driver driver = ready();
  driver.receive("AUTH\t1\tPLAIN\tservice=smtp\n");
  driver.session.shut_down();
  driver.run();
  CHECK_FALSE(driver.closed);
  driver.answer(Granted{"u", {}, ""});
  CHECK(driver.taken() == "OK\t1\tuser=u\n");
  CHECK(driver.closed == "");
}

TEST_CASE("A conversation cut at every byte gives the same replies") {
  const std::string text =
      std::string(kHandshake) + "AUTH\t1\tPLAIN\tservice=smtp\tresp=AGEAYg==\nCANCEL\t1\nCONT\t1\tYQ==\n";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Driver driver;
    driver.taken();
    driver.receive(text.substr(0, cut));
    driver.receive(text.substr(cut));
    CHECK(driver.begun.size() == 1);
    CHECK(driver.taken() == "FAIL\t1\treason=Authentication request timed out\n");
  }
}
