// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "daemons/authd/context.hpp"
#include "libcommon/daemon/listener.hpp"
#include "libcommon/event/listen.hpp"
#include "libcommon/event/socket_address.hpp"
#include "libcommon/wire/base64.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/libcommon/event/event_support.hpp"
#include "tests/unit/sasl/sasl_fixture.hpp"

namespace dovetail::test {

// {SHA512-CRYPT} of "Secret123", 5000 rounds: slow enough for a worker.
inline constexpr const char* kSlowHash =
    "{SHA512-CRYPT}$6$WCCSrJrRBK0hFMVz$Vh3r0xpZOlnh9y.Bd9l8nJF3XqVx0RQnYzfAp1Qoe5cxPm5zetYVL."
    "IzvIi09TNqxDIdATQk7c5xkrd"
    "bu59RQ0";

// The shared parts of authd with one passdb in memory and a clock of the test's.
struct AuthdWorld {
  explicit AuthdWorld(authd::JobOptions options = {})
      : jobs(loop, clock, options), figures(registry), context{loop,    log, clock, jobs,     figures,
                                                               nullptr, {},  {},    "secret", "key"} {
    setup->settings.failure_delay = std::chrono::seconds(0);
    setup->index();
    context.setup = setup;
  }

  daemon::Listener listener(const std::string& name) {
    daemon::Listener made;
    made.spec.path = folder / name;
    made.fd = std::move(*event::listen_unix({made.spec.path, 0666, {}, {}}));
    return made;
  }
  // A client of a socket in the folder, driven by the same thread as the loop.
  event::UniqueFd connect(const std::string& name) {
    event::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const auto address = event::SocketAddress::unix_path(folder / name);
    REQUIRE(::connect(fd.get(), address->native(), address->size()) == 0);
    return fd;
  }
  // Turns the loop until `count` whole lines have come; all that came.
  std::string lines(const event::UniqueFd& fd, long count = 1) {
    std::string seen;
    run_until(loop, [&] {
      seen += read_available(fd.get());
      return std::count(seen.begin(), seen.end(), '\n') >= count;
    });
    return seen;
  }
  std::string ask(const event::UniqueFd& fd, const std::string& line, long count = 1) {
    send_all(fd.get(), line + "\n");
    return lines(fd, count);
  }
  bool until(base::UniqueFunction<bool()> done) {
    return run_until(loop, [&] { return done(); });
  }

  TemporaryFolder folder;
  event::Loop loop;
  FakeClock clock;
  CapturedLog log;
  metrics::Registry registry;
  authd::Jobs jobs;
  authd::Figures figures;
  std::shared_ptr<sasl::Setup> setup = sasl::test::make_setup();
  sasl::test::Users& users = sasl::test::add_database(setup->passdbs);
  authd::Context context;
};

inline std::string plain_line(unsigned id, const std::string& user, const std::string& password,
                              const std::string& more = "") {
  std::string response(1, '\0');
  response.append(user).append(1, '\0').append(password);
  return "AUTH\t" + std::to_string(id) + "\tPLAIN\tservice=imap" + more +
         "\tresp=" + wire::base64_encode(response);
}

}  // namespace dovetail::test
