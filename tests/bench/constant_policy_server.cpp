// SPDX-License-Identifier: MIT
// The ceiling: the same sockets, sessions and replies as dovetail-policyd, but every answer is DUNNO at once.
#include <cstdio>

#include "libcommon/base/log.hpp"
#include "libcommon/daemon/server.hpp"
#include "libcommon/event/listen.hpp"
#include "policy/protocol/session.hpp"

namespace {

using namespace dovetail;
using PolicyServer = daemon::Server<policy::Session>;

struct Constant final : PolicyServer::Handler {
  std::unique_ptr<policy::Session> open(const daemon::PeerInfo&, daemon::ConnectionId) override {
    return std::make_unique<policy::Session>();
  }
  void effect(daemon::ConnectionId id, policy::Session::Effect&& question) override {
    server->resume(id, std::get<policy::Decide>(question).ticket, "DUNNO");
  }
  PolicyServer* server = nullptr;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  event::Loop loop;
  base::NullLog log;
  Constant constant;
  PolicyServer server(loop, log, constant);
  constant.server = &server;
  event::SocketFile file;
  file.path = argv[1];
  file.mode = 0666;
  auto fd = event::listen_unix(file);
  if (!fd) {
    std::fprintf(stderr, "%s\n", fd.error().detail.c_str());
    return 1;
  }
  config::Listener spec;
  spec.path = argv[1];
  server.add_listener({spec, std::move(*fd), false});
  loop.run();
}
