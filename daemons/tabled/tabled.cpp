// SPDX-License-Identifier: MIT
#include "daemons/tabled/tabled.hpp"

#include <utility>

#include "libcommon/daemon/frame.hpp"

namespace dovetail::tabled {
namespace {

std::unique_ptr<table::SocketmapSession> make_socketmap(const DoorRules& rules) {
  return std::make_unique<table::SocketmapSession>(table::SocketmapProtocol(), rules.idle_limit);
}

std::unique_ptr<table::TcpSession> make_tcp(const DoorRules& rules) {
  return std::make_unique<table::TcpSession>(table::TcpProtocol(rules.table), rules.idle_limit);
}

}  // namespace

Tabled::Running::Running(daemon::Frame& frame, TabledSetup& setup)
    : service({frame.loop(), frame.log(), frame.clock(), frame.metrics()}, std::move(setup.maps),
              setup.settings),
      socketmap(frame.loop(), frame.log(), service, make_socketmap),
      tcp(frame.loop(), frame.log(), service, make_tcp),
      admin(frame.admin(), service) {
  socketmap.set_idle_limit(setup.settings.tables_idle_limit);
  tcp.set_idle_limit(setup.settings.tables_idle_limit);
}

std::unique_ptr<daemon::Setup> Tabled::load(const daemon::Options& options, config::Findings& findings) {
  return read_setup(options, findings, running_ ? &running_->service.registry() : nullptr);
}

void Tabled::start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) {
  running_ = std::make_unique<Running>(frame, static_cast<TabledSetup&>(*setup));
  for (daemon::Listener& listener : frame.take_listeners()) {
    const bool tcp_table = listener.spec.type == "tcp_table";
    tcp_table ? running_->tcp.add_listener(std::move(listener))
              : running_->socketmap.add_listener(std::move(listener));
  }
  frame.add_drain(running_->socketmap.drain());
  frame.add_drain(running_->tcp.drain());
  frame.add_drain(running_->service);
  frame.set_status(std::to_string(running_->service.registry().status().size()) + " tables");
}

base::Result<void> Tabled::reload(std::unique_ptr<daemon::Setup> setup) {
  auto& own = static_cast<TabledSetup&>(*setup);
  running_->service.reload(std::move(own.maps), own.settings);
  running_->socketmap.set_idle_limit(own.settings.tables_idle_limit);
  running_->tcp.set_idle_limit(own.settings.tables_idle_limit);
  return {};
}

void Tabled::report(daemon::StatusReport& report) {
  report_status(running_->service, running_->socketmap.connections() + running_->tcp.connections(), report);
}

void Tabled::stop() {
  running_.reset();
}

}  // namespace dovetail::tabled
