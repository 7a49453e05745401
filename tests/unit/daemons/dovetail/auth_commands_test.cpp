// SPDX-License-Identifier: MIT
#include "daemons/dovetail/auth_commands.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include "daemons/dovetail/auth_connection.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/daemons/dovetail/fake_console.hpp"

using namespace dovetail::cli;
using dovetail::test::FakeConsole;
using dovetail::test::TemporaryFolder;
using Options = std::vector<std::pair<std::string, std::string>>;

namespace {

int run(const Command& command, std::vector<std::string> arguments, Options options, FakeConsole& console) {
  return command.run(Invocation{std::move(options), std::move(arguments)}, console);
}

// An auth server that gives one text to whoever connects, and keeps what it was told.
class Server {
 public:
  Server(const TemporaryFolder& folder, std::string answer)
      : path(folder / "socket"), answer_(std::move(answer)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size());
    listening_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
    REQUIRE(::bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listening_, 1) == 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    if (thread_.joinable()) {
      thread_.join();
    }
    ::close(listening_);
  }
  // All that its client said, when that has gone.
  const std::string& told() {
    thread_.join();
    return told_;
  }
  const std::string path;

 private:
  void serve() {
    const int peer = ::accept(listening_, nullptr, nullptr);
    static_cast<void>(::send(peer, answer_.data(), answer_.size(), MSG_NOSIGNAL));
    char block[4096];
    for (ssize_t got = 0; (got = ::read(peer, block, sizeof block)) > 0;) {
      told_.append(block, static_cast<std::size_t>(got));
    }
    ::close(peer);
  }
  std::string answer_;
  std::string told_;
  int listening_ = -1;
  std::thread thread_;
};

const std::string kHello = "VERSION\t1\t2\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\tabc\nDONE\n";
const std::string kMasterHello = "VERSION\t1\t1\nSPID\t1\n";

}  // namespace

TEST_CASE("pw makes and checks passwords") {
  FakeConsole console;
  CHECK(run(kPw, {}, {{"scheme", "SHA256"}, {"password", "Secret123"}}, console) == kSuccess);
  CHECK(console.output == "{SHA256}LtBnZnldWKTyLVEaZy8gprCW0/5bVq86dEZ4qaNW/YI=\n");
  FakeConsole input;
  input.given = "Secret123\n";
  CHECK(run(kPw, {}, {{"test", "{SHA256}LtBnZnldWKTyLVEaZy8gprCW0/5bVq86dEZ4qaNW/YI="}}, input) == kSuccess);
  CHECK(input.output.ends_with(" (verified)\n"));
  CHECK(run(kPw, {}, {{"password", "x"}, {"test", "{PLAIN}y"}}, console) == kNoPermission);
  CHECK(run(kPw, {}, {{"password", "x"}, {"scheme", "NOSUCH"}}, console) == kUsage);
  CHECK(run(kPw, {}, {{"password", "x"}, {"rounds", "many"}}, console) == kUsage);
  CHECK(run(kPw, {}, {{"password", "x"}, {"scheme", "SSHA512"}, {"verify", ""}}, console) == kSuccess);
  FakeConsole listed;
  CHECK(run(kPw, {}, {{"list", ""}}, listed) == kSuccess);
  CHECK(listed.output.find("SHA512-CRYPT") != std::string::npos);
}

TEST_CASE("auth test tells whether the password is right") {
  TemporaryFolder folder;
  FakeConsole console;
  {
    Server server(folder, kHello + "OK\t1\tuser=alice\tnologin\n");
    CHECK(run(kAuthTest, {"alice", "pw"}, {{"socket", server.path}, {"info", "rip=192.0.2.1"}}, console) ==
          kSuccess);
  }
  CHECK(console.output == "passdb: alice auth succeeded\nextra fields:\n  user=alice\n  nologin\n");
}

TEST_CASE("auth test: refused, and not now") {
  for (const auto& [reply, status] : {std::pair{"FAIL\t1\tuser=alice\n", kNoPermission},
                                      std::pair{"FAIL\t1\tuser=alice\tcode=temp_fail\n", kTemporary}}) {
    TemporaryFolder folder;
    FakeConsole console;
    Server server(folder, kHello + reply);
    CHECK(run(kAuthTest, {"alice", "pw"}, {{"socket", server.path}}, console) == status);
  }
  FakeConsole console;
  CHECK(run(kAuthTest, {"alice", "pw"}, {{"socket", "/nowhere/socket"}}, console) == kUnavailable);
}

TEST_CASE("user shows fields, one field, or a list") {
  FakeConsole console;
  {
    TemporaryFolder folder;
    Server server(folder, kMasterHello + "USER\t1\talice\tuid=5\thome=/h\n");
    CHECK(run(kUser, {"alice"}, {{"socket", server.path}}, console) == kSuccess);
  }
  CHECK(console.output == "field\tvalue\nuid\t5\nhome\t/h\n");
  FakeConsole one;
  {
    TemporaryFolder folder;
    Server server(folder, kMasterHello + "USER\t1\talice\tuid=5\thome=/h\n");
    CHECK(run(kUser, {"alice"}, {{"socket", server.path}, {"field", "home"}}, one) == kSuccess);
  }
  CHECK(one.output == "/h\n");
  FakeConsole list;
  {
    TemporaryFolder folder;
    Server server(folder, kMasterHello + "LIST\t1\ta\nLIST\t1\tb\nDONE\t1\t\n");
    CHECK(run(kUser, {"*"}, {{"socket", server.path}}, list) == kSuccess);
  }
  CHECK(list.output == "a\nb\n");
  FakeConsole none;
  {
    TemporaryFolder folder;
    Server server(folder, kMasterHello + "NOTFOUND\t1\n");
    CHECK(run(kUser, {"x"}, {{"socket", server.path}}, none) == kNoUser);
  }
}

TEST_CASE("what --info says about the connection goes with every question") {
  const std::string master = kMasterHello + "NOTFOUND\t1\n";
  FakeConsole console;
  for (const Command* command : {&kUser, &kAuthLookup}) {
    TemporaryFolder folder;
    Server server(folder, master);
    run(*command, {"a@b"}, {{"socket", server.path}, {"info", "service=imap"}, {"info", "rip=192.0.2.1"}},
        console);
    CHECK(server.told().ends_with("\t1\ta@b\tservice=imap\trip=192.0.2.1\n"));
  }
  TemporaryFolder folder;
  Server list(folder, kMasterHello + "DONE\t1\t\n");
  CHECK(run(kUser, {"*@b"}, {{"socket", list.path}, {"info", "rip=192.0.2.1"}}, console) == kSuccess);
  CHECK(list.told().ends_with("LIST\t1\tuser=*@b\trip=192.0.2.1\tservice=doveadm\n"));
}

TEST_CASE("a configuration that cannot be read is status 66, where its sockets are wanted") {
  const std::pair<std::string, std::string> nowhere{"config", "/nowhere/dovetail.conf"};
  for (const Command* command : {&kUser, &kAuthLookup, &kAuthCacheFlush, &kAuthTest, &kAuthLogin}) {
    FakeConsole console;
    CHECK(run(*command, {"a", "pw"}, {nowhere}, console) == kNoInput);
    CHECK(console.errors == "cannot read /nowhere/dovetail.conf\n");
  }
  FakeConsole console;
  CHECK(run(kUser, {"*"}, {nowhere}, console) == kNoInput);
  CHECK(run(kAuthLogin, {"a", "pw"}, {nowhere, {"socket", "/nowhere/login"}}, console) == kNoInput);
  CHECK(run(kUser, {"a"}, {nowhere, {"socket", "/nowhere/s"}}, console) == kUnavailable);
}

TEST_CASE("auth login with both sockets named needs no configuration") {
  const TemporaryFolder at_login;
  const TemporaryFolder at_master;
  FakeConsole console;
  {
    Server login(at_login, kHello + "OK\t1\tuser=alice\n");
    Server master(at_master, kMasterHello + "USER\t1\talice\tuid=5\n");
    CHECK(run(kAuthLogin, {"alice", "pw"},
              {{"config", "/nowhere/dovetail.conf"}, {"socket", login.path}, {"master-socket", master.path}},
              console) == kSuccess);
    CHECK(master.told().find("REQUEST\t1\t") != std::string::npos);
  }
  CHECK(console.output.ends_with("userdb: alice\n  uid=5\n"));
}

TEST_CASE("auth cache flush counts what it forgot") {
  TemporaryFolder folder;
  FakeConsole console;
  {
    Server server(folder, kMasterHello + "OK\t1\t9\n");
    CHECK(run(kAuthCacheFlush, {}, {{"socket", server.path}}, console) == kSuccess);
  }
  CHECK(console.output == "9 cache entries flushed\n");
}

TEST_CASE("The sockets of a configuration") {
  TemporaryFolder folder;
  const auto sockets = auth_sockets(folder.write("dovetail.conf", R"(base_dir = /run/x
service auth {
  unix_listener /a/private/auth {
    mode = 0660
  }
  unix_listener auth-master {
    mode = 0600
  }
}
auth_socket_path = lookups
)"));
  REQUIRE(sockets);
  CHECK(sockets->client == "/a/private/auth");
  CHECK(sockets->master == "/run/x/auth-master");
  CHECK(sockets->userdb == "/run/x/lookups");
  CHECK(sockets->login == "/run/x/login");
}
