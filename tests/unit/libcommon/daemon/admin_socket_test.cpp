// SPDX-License-Identifier: MIT
#include "libcommon/daemon/admin_socket.hpp"

#include "libcommon/event/listen.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"

using namespace dovetail;

namespace {

struct Admin {
  test::TemporaryFolder folder;
  event::Loop loop;
  daemon::AdminSocket admin{loop};

  Admin() {
    REQUIRE(admin.listen(std::move(*event::listen_unix({folder / "s", 0600, {}, {}}))));
    admin.add("POST", "/flush", [](const event::HttpRequest& request, auto respond) {
      event::HttpReply reply;
      reply.body = "flushed " + request.parameter("table").value_or("all") + "\n";
      respond(reply);
    });
  }
  std::string ask(const std::string& request) {
    const event::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = event::SocketAddress::unix_path(folder / "s");
    REQUIRE(::connect(fd.get(), address->native(), address->size()) == 0);
    test::send_all(fd.get(), request + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    std::string reply;
    test::run_until(loop, [&] {
      reply += test::read_available(fd.get());
      return reply.ends_with("\n") && !reply.ends_with("\r\n");
    });
    return reply;
  }
};

}  // namespace

TEST_CASE("a registered command is carried out") {
  Admin admin;
  CHECK(admin.ask("POST /flush").find("flushed all\n") != std::string::npos);
  CHECK(admin.ask("POST /flush?table=x").find("flushed x\n") != std::string::npos);
}

TEST_CASE("the wrong method changes nothing and names the right one") {
  Admin admin;
  const std::string reply = admin.ask("GET /flush");
  CHECK(reply.starts_with("HTTP/1.1 405 "));
  CHECK(reply.find("Allow: POST\r\n") != reply.npos);
}

TEST_CASE("an unknown command is not found") {
  Admin admin;
  CHECK(admin.ask("GET /nothing").starts_with("HTTP/1.1 404 "));
  CHECK(admin.ask("GET /flus").starts_with("HTTP/1.1 404 "));
}
