// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "daemons/policyd/engine.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/daemon/admin_socket.hpp"
#include "libcommon/event/worker_pool.hpp"

namespace dovetail::policyd {

// The greylist commands of the admin socket: GET or POST /greylist/NAME with the parameters of
// policy/greylist/commands.hpp. They run between batches on the store's own worker. Loop thread.
class GreylistAdmin {
 public:
  GreylistAdmin(daemon::AdminSocket& admin, const base::Clock& clock, event::WorkerPool& pool,
                Engine& engine);

  void configure(std::shared_ptr<const policy::greylist::Rulebook> rules) { rules_ = std::move(rules); }

 private:
  void run(const std::string& name, const event::HttpRequest& request, event::HttpServer::Responder respond);

  const base::Clock& clock_;
  event::WorkerPool& pool_;
  Engine& engine_;
  std::shared_ptr<const policy::greylist::Rulebook> rules_;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::policyd
