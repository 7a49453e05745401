// SPDX-License-Identifier: MIT
#include "daemons/policyd/greylist_admin.hpp"

#include <sys/socket.h>
#include <atomic>
#include <thread>

#include "libcommon/event/listen.hpp"
#include "tests/support/fake_greylist_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"
#include "tests/unit/policy/greylist/requests.hpp"

using namespace dovetail;

namespace {

struct Fixture {
  test::TemporaryFolder folder;
  event::Loop loop;
  base::SystemClock clock;
  event::WorkerPool pool{loop, {.name = "disk", .queue_limit = 4}};
  policyd::Engine engine{std::make_unique<test::FakeGreylistStore>()};
  daemon::AdminSocket socket{loop};
  policyd::GreylistAdmin admin{socket, clock, pool, engine};
  std::atomic<bool> held{true};
  base::Lifetime lifetime;

  Fixture() {
    REQUIRE(socket.listen(std::move(*event::listen_unix({folder / "s", 0600, {}, {}}))));
    admin.configure(test::rulebook());
    pool.submit(
        lifetime.watch(),
        [this] {
          while (held) std::this_thread::yield();
        },
        [](const base::Result<void>&) {});
  }
  ~Fixture() {
    held = false;
    pool.drain();
  }
  event::UniqueFd ask() {
    event::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = event::SocketAddress::unix_path(folder / "s");
    REQUIRE(::connect(fd.get(), address->native(), address->size()) == 0);
    test::send_all(fd.get(), "GET /greylist/clients HTTP/1.1\r\nHost: x\r\n\r\n");
    return fd;
  }
  std::string status_line(const event::UniqueFd& fd) {
    std::string reply;
    test::run_until(loop, [&] {
      reply += test::read_available(fd.get());
      return reply.find("\r\n") != std::string::npos;
    });
    return reply.substr(0, 12);
  }
};

}  // namespace

TEST_CASE("however many commands wait, the worker's queue has room for requests") {
  Fixture f;
  std::vector<event::UniqueFd> asked;
  for (int i = 0; i < 20; ++i) {
    asked.push_back(f.ask());
  }
  for (int i = 0; i < 200; ++i) {
    f.loop.run_once(false);
  }
  CHECK(f.pool.in_work() <= 2);
  f.held = false;
  for (const auto& fd : asked) {
    CHECK(f.status_line(fd) == "HTTP/1.1 200");
  }
}
