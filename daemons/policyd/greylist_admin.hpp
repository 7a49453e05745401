// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "daemons/policyd/engine.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/daemon/admin_socket.hpp"
#include "libcommon/event/worker_pool.hpp"
#include "policy/greylist/commands.hpp"

namespace dovetail::policyd {

// The greylist commands of the admin socket: GET or POST /greylist/NAME with the parameters of
// policy/greylist/commands.hpp. They run on the store's own worker, one between two batches however many are asked
// for; a bounded number waits here, beyond it they are refused (503). Loop thread.
class GreylistAdmin {
 public:
  GreylistAdmin(daemon::AdminSocket& admin, const base::Clock& clock, event::WorkerPool& pool,
                Engine& engine);

  void configure(std::shared_ptr<const policy::greylist::Rulebook> rules) { rules_ = std::move(rules); }

 private:
  struct Waiting {
    std::string name;
    policy::greylist::CommandCall call;
    event::HttpServer::Responder respond;
  };
  void ask(const std::string& name, const event::HttpRequest& request, event::HttpServer::Responder respond);
  void start_next();

  const base::Clock& clock_;
  event::WorkerPool& pool_;
  Engine& engine_;
  std::shared_ptr<const policy::greylist::Rulebook> rules_;
  std::deque<Waiting> waiting_;
  bool running_ = false;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::policyd
