// SPDX-License-Identifier: MIT
#include "daemons/authd/admin.hpp"

#include "sasl/passdb/cache.hpp"

namespace dovetail::authd {

Admin::Admin(Context& context, daemon::AdminSocket& socket) : context_(context) {
  socket.add("POST", "/auth/cache/flush",
             [this](const event::HttpRequest& request, event::HttpServer::Responder respond) {
               respond(event::HttpReply{200, flush(request.parameter("user")), "application/json", {}});
             });
}

std::string Admin::flush(const std::optional<std::string>& mask) {
  std::size_t entries = 0;
  if (sasl::AuthCache* cache = context_.setup->cache.get()) {
    entries = mask ? cache->flush(*mask) : cache->flush();
  }
  if (!mask) {
    context_.jobs.forget_logins();
  }
  return "{\"entries\":" + std::to_string(entries) + "}\n";
}

}  // namespace dovetail::authd
