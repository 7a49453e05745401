// SPDX-License-Identifier: MIT
#include "sasl/protocol/master_session.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl::protocol;

namespace {

struct Driver {
  explicit Driver(MasterOptions given = {.server_pid = 8, .peer_uid = 5000, .peer_pid = 77})
      : session(given) {
    run();
    hello = std::exchange(sent, "");
    receive("VERSION\t1\t0\n");
  }
  void receive(std::string_view bytes) {
    session.receive(bytes);
    run();
  }
  template <class Question>
  Question& question(std::size_t which = 0) {
    return std::get<Question>(questions.at(which));
  }
  template <class Answer>
  std::string answered(base::Ticket ticket, Answer answer) {
    session.resume(ticket, std::move(answer));
    run();
    return std::exchange(sent, "");
  }
  void run() {
    while (auto effect = session.next()) {
      if (auto* send = std::get_if<base::Send>(&*effect)) {
        sent += send->bytes;
      } else if (auto* close = std::get_if<base::Close>(&*effect)) {
        closed = close->reason;
      } else if (auto* complain = std::get_if<Complain>(&*effect)) {
        complaints.push_back(complain->text);
      } else {
        questions.push_back(std::move(*effect));
      }
    }
  }

  MasterSession session;
  std::string hello, sent;
  std::optional<std::string> closed;
  std::vector<MasterSession::Effect> questions;
  std::vector<std::string> complaints;
};

sasl::Fields fields_with_uid(const char* uid) {
  sasl::Fields fields;
  fields.set("uid", uid);
  fields.set("home", "/srv/a b");
  fields.set("flag", std::nullopt);
  return fields;
}

}  // namespace

TEST_CASE("The hello of a master socket") {
  CHECK(Driver().hello == "VERSION\t1\t1\nSPID\t8\n");
}

TEST_CASE("USER: found, not found, failed") {
  Driver driver;
  driver.receive(
      "USER\t1\tcarol@ex.test\tservice=lmtp\trip=127.0.0.1\nUSER\t2\tx\tprotocol=lmtp\nUSER\t3\ty\tservice="
      "a\n");
  REQUIRE(driver.questions.size() == 3);
  const auto& first = driver.question<FindUser>();
  CHECK(first.user == "carol@ex.test");
  CHECK(first.connection.remote_ip == "127.0.0.1");
  CHECK(driver.answered(first.ticket, UserFound{"carol", fields_with_uid("5000")}) ==
        "USER\t1\tcarol\tuid=5000\thome=/srv/a b\tflag\n");
  CHECK(driver.answered(driver.question<FindUser>(1).ticket, UserNotFound{}) == "NOTFOUND\t2\n");
  CHECK(driver.answered(driver.question<FindUser>(2).ticket, LookupFailed{"because"}) ==
        "FAIL\t3\treason=because\n");
}

TEST_CASE("PASS names the user as a field") {
  Driver driver;
  driver.receive("PASS\t1\talice@ex.test\tservice=doveadm\tdebug\n");
  CHECK(driver.answered(driver.question<FindPassword>().ticket, UserFound{"alice", {}}) ==
        "PASS\t1\tuser=alice\n");
}

TEST_CASE("LIST comes in parts and ends with DONE; one at a time") {
  Driver driver;
  driver.receive("LIST\t1\tuser=c*\tservice=doveadm\tdebug\n");
  const auto ticket = driver.question<ListUsers>().ticket;
  CHECK(driver.question<ListUsers>().mask == "c*");
  driver.receive("LIST\t2\tservice=doveadm\n");
  CHECK(std::exchange(driver.sent, "") == "DONE\t2\tfail\n");
  CHECK(driver.answered(ticket, UserList{{"carol", "chris"}, false, false}) ==
        "LIST\t1\tcarol\nLIST\t1\tchris\n");
  CHECK(driver.answered(ticket, UserList{{}, true, false}) == "DONE\t1\t\n");
  driver.receive("LIST\t3\tservice=doveadm\n");
  CHECK(driver.answered(driver.question<ListUsers>(1).ticket, UserList{{}, true, true}) == "DONE\t3\tfail\n");
}

TEST_CASE("REQUEST carries the pid of the peer itself") {
  Driver driver;
  driver.receive("REQUEST\t3299737601\t16432\t1\t39c2\tsession_pid=77\trequest_auth_token\n");
  const auto& request = driver.question<TakeOver>();
  CHECK(request.client_pid == 16432);
  CHECK(request.client_request == 1);
  CHECK(request.cookie == "39c2");
  CHECK(request.session_pid == 77);
  CHECK(request.wants_token);
  CHECK(driver.answered(request.ticket, UserFound{"a", {}}) == "USER\t3299737601\ta\n");

  driver.receive("REQUEST\t2\t16432\t1\t39c2\tsession_pid=78\n");
  CHECK(driver.sent == "FAIL\t2\n");
  CHECK(driver.complaints.size() == 1);
}

TEST_CASE("CACHE-FLUSH with and without masks") {
  Driver driver;
  driver.receive("CACHE-FLUSH\t1\nCACHE-FLUSH\t2\ta*\tb\n");
  CHECK(driver.answered(driver.question<FlushCache>().ticket, CacheFlushed{9}) == "OK\t1\t9\n");
  CHECK(driver.question<FlushCache>(1).masks == std::vector<std::string>{"a*", "b"});
}

TEST_CASE("A userdb socket takes no other command") {
  for (const char* line :
       {"REQUEST\t1\t2\t3\tx\n", "CACHE-FLUSH\t1\n", "NONSENSE\t1\n", "CPID\t4\n", "USER\t1\n",
        "USER\tx\tu\tservice=a\n", "USER\t1\tu\n", "PASS\t1\n", "LIST\t1\n"}) {
    INFO(line);
    Driver driver({.server_pid = 8, .userdb_only = true});
    driver.receive(line);
    CHECK(driver.closed);
  }
}

TEST_CASE("A restricted peer may look up itself only") {
  Driver driver({.server_pid = 8, .userdb_only = true, .restricted = true, .peer_uid = 5000});
  driver.receive("USER\t1\ta\tservice=x\nUSER\t2\tb\tservice=x\n");
  CHECK(driver.answered(driver.question<FindUser>().ticket, UserFound{"a", fields_with_uid("5000")}) ==
        "USER\t1\ta\tuid=5000\thome=/srv/a b\tflag\n");
  CHECK(driver.answered(driver.question<FindUser>(1).ticket, UserFound{"b", fields_with_uid("5001")}) ==
        "FAIL\t2\n");
  CHECK(driver.complaints.back().ends_with("userdb uid (5001) doesn't match peer uid (5000)"));
  driver.receive("PASS\t3\ta\tservice=x\nLIST\t4\tservice=x\n");
  CHECK(driver.sent == "FAIL\t3\nDONE\t4\tfail\n");
}

TEST_CASE("Long lines and wrong versions close") {
  Driver driver;
  driver.receive("USER\t1\t" + std::string(1100, 'u') + "\tservice=x\n");
  CHECK(driver.closed);
  MasterSession session({});
  session.receive("VERSION\t2\t0\n");
  bool closed = false;
  while (auto effect = session.next()) {
    closed = closed || std::holds_alternative<base::Close>(*effect);
  }
  CHECK(closed);
}

TEST_CASE("What was asked before the peer closed is answered") {
  Driver driver;
  driver.receive("USER\t1\ta\tservice=x\n");
  driver.session.peer_closed();
  driver.run();
  CHECK_FALSE(driver.closed);
  CHECK(driver.answered(driver.question<FindUser>().ticket, UserNotFound{}) == "NOTFOUND\t1\n");
  CHECK(driver.closed == "");
}
