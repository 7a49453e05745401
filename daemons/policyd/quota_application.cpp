// SPDX-License-Identifier: MIT
#include "daemons/policyd/quota_application.hpp"

#include <map>

#include "daemons/policyd/policy_server.hpp"
#include "daemons/policyd/quota_service.hpp"
#include "libcommon/daemon/frame.hpp"

namespace dovetail::policyd {

namespace {

constexpr std::size_t kRemembered = 1000;  // connections that had their warning

}  // namespace

struct QuotaApplication::Parts {
  Parts(daemon::Frame& frame, const QuotaSetup& setup)
      : pool(frame.loop(), {.name = "disk", .threads = 4, .queue_limit = 4096}),
        users(frame.loop(), frame.log(), {.socket = setup.config->auth_socket}),
        service({frame.log(), frame.clock(), users, pool}),
        server(frame.loop(), frame.log(),
               [this](daemon::ConnectionId id, base::Ticket ticket, policy::Request request) {
                 if (warned.size() > kRemembered) {
                   warned.clear();  // connections gone long ago
                 }
                 service.ask(request, warned[id], [this, id, ticket](std::string_view action) {
                   server.reply(id, ticket, action);
                 });
               }) {
    PolicyServer::Options options;
    options.session.check_request_type = false;
    server.configure(options);
    service.use(setup.config);
  }

  event::WorkerPool pool;
  authclient::UserLookups users;
  QuotaService service;
  std::map<daemon::ConnectionId, bool> warned;
  PolicyServer server;
};

QuotaApplication::QuotaApplication() = default;
QuotaApplication::~QuotaApplication() = default;

std::unique_ptr<daemon::Setup> QuotaApplication::load(const daemon::Options& options,
                                                      config::Findings& findings) {
  return read_quota_setup(options, findings);
}

void QuotaApplication::start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) {
  parts_ = std::make_unique<Parts>(frame, static_cast<const QuotaSetup&>(*setup));
  for (daemon::Listener& listener : frame.take_listeners()) {
    parts_->server.add_listener(std::move(listener));
  }
  frame.add_drain(parts_->server.drain());
  frame.add_drain(parts_->service);
}

base::Result<void> QuotaApplication::reload(std::unique_ptr<daemon::Setup> setup) {
  parts_->service.use(static_cast<const QuotaSetup&>(*setup).config);
  return {};
}

void QuotaApplication::report(daemon::StatusReport& report) {
  if (parts_) {
    report.add("connections", parts_->server.connections());
    report.add("lookups_in_flight", parts_->users.in_flight());
  }
}

void QuotaApplication::stop() {
  parts_->pool.drain();
  parts_.reset();
}

}  // namespace dovetail::policyd
