// SPDX-License-Identifier: MIT
#include "daemons/authd/application.hpp"

#include <sys/prctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "daemons/authd/token_secret.hpp"
#include "libcommon/crypto/digest.hpp"
#include "sasl/listener_kind.hpp"

namespace dovetail::authd {

namespace {

constexpr std::chrono::seconds kSweep{30};

std::size_t cores() {
  return std::max(1U, std::thread::hardware_concurrency());
}

JobOptions job_options(const sasl::Setup& setup) {
  JobOptions options;
  options.sql_threads = sql_threads_for(setup);
  options.hash_threads = setup.settings.hash_threads == 0 ? cores() : setup.settings.hash_threads;
  return options;
}

// What the configuration may not write, a handed-over socket may not be.
void refuse_tcp(const daemon::Listener& listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  const bool local = ::getsockname(listener.fd.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
                     address.ss_family == AF_UNIX;
  if (!local && listener.spec.option("allow_tcp") != "yes") {
    throw std::runtime_error("the handed-over socket " + daemon::to_string(listener.spec) +
                             " would offer the users to everybody over TCP: a listener with allow_tcp = yes "
                             "accepts that");
  }
}

}  // namespace

// Everything that lives while the daemon runs, in the order of its making.
struct Authd::Running {
  Running(daemon::Frame& frame, std::shared_ptr<sasl::Setup> setup, const std::string& token_file)
      : log(frame.log(), "auth: "),
        jobs(frame.loop(), frame.clock(), job_options(*setup)),
        figures(frame.metrics()),
        context{frame.loop(),
                log,
                frame.clock(),
                jobs,
                figures,
                std::move(setup),
                {},
                {},
                token_secret(token_file),
                ""},
        logins(context),
        masters(context),
        closing(logins),
        admin(context, frame.admin()),
        sweep(frame.loop(), [this] { sweep_now(); }) {
    // Kept with the token's secret, so that a restart changes no salt of a user that does not exist.
    context.fake_key = crypto::hmac(crypto::DigestKind::sha256, context.token_secret, "salts of nobody");
    sweep_now();
  }
  void sweep_now() {
    context.hand_overs.expire(context.clock.mono());
    context.penalty.sweep(context.clock.mono());
    sweep.schedule(kSweep);
  }

  base::PrefixLog log;
  Jobs jobs;
  Figures figures;
  Context context;
  LoginService logins;
  MasterService masters;
  Closing closing;
  Admin admin;
  event::Timer sweep;
};

Authd::Authd() = default;
Authd::~Authd() = default;

std::unique_ptr<daemon::Setup> Authd::load(const daemon::Options& options, config::Findings& findings) {
  return read_setup(options, files_, findings);
}

void Authd::start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) {
  auto& own = static_cast<AuthdSetup&>(*setup);
  ::prctl(PR_SET_DUMPABLE, 0);  // no core dump of ours, whoever started us: passwords would be in it
  running_ = std::make_unique<Running>(frame, own.sasl, own.token_file);
  for (daemon::Listener& listener : frame.take_listeners()) {
    const sasl::ListenerKind kind = sasl::kind_of(listener.spec);
    const bool master = kind == sasl::ListenerKind::master || kind == sasl::ListenerKind::userdb;
    if (master) {
      refuse_tcp(listener);
      running_->masters.server().add_listener(std::move(listener));
    } else {
      running_->logins.server().add_listener(std::move(listener));
    }
  }
  frame.add_drain(running_->closing);
  frame.add_drain(running_->logins.server().drain());
  frame.add_drain(running_->masters.server().drain());
  frame.add_drain(running_->jobs);
}

base::Result<void> Authd::reload(std::unique_ptr<daemon::Setup> setup) {
  running_->context.setup = static_cast<AuthdSetup&>(*setup).sasl;
  return {};
}

void Authd::report(daemon::StatusReport& report) {
  if (!running_) {
    return;
  }
  const Context& context = running_->context;
  report.add("client_connections", running_->logins.server().connections());
  report.add("master_connections", running_->masters.server().connections());
  report.add("exchanges", running_->logins.exchanges());
  report.add("hashing", running_->jobs.hashing());
  report.add("logins_to_hand_over", context.hand_overs.waiting());
  report.add("addresses_with_penalty", context.penalty.size());
  report.add("cache_entries", context.setup->cache ? context.setup->cache->entries() : 0);
}

void Authd::stop() {
  running_.reset();
}

}  // namespace dovetail::authd
