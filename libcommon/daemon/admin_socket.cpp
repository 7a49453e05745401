// SPDX-License-Identifier: MIT
#include "libcommon/daemon/admin_socket.hpp"

namespace dovetail::daemon {

namespace {

event::HttpReply refusal(int status, std::string text) {
  event::HttpReply reply;
  reply.status = status;
  reply.body = std::move(text);
  return reply;
}

}  // namespace

AdminSocket::AdminSocket(event::Loop& loop)
    : http_(loop, [this](const event::HttpRequest& request, event::HttpServer::Responder respond) {
        dispatch(request, std::move(respond));
      }) {}

void AdminSocket::add(std::string method, std::string path, Handler handler) {
  commands_.insert_or_assign({std::move(path), std::move(method)}, std::move(handler));
}

void AdminSocket::dispatch(const event::HttpRequest& request, event::HttpServer::Responder respond) {
  const auto found = commands_.find({request.path, request.method});
  if (found != commands_.end()) {
    return found->second(request, std::move(respond));
  }
  const auto other_method = commands_.lower_bound({request.path, ""});
  if (other_method != commands_.end() && other_method->first.first == request.path) {
    auto reply = refusal(405, "use " + other_method->first.second + "\n");
    reply.headers.emplace_back("Allow", other_method->first.second);
    return respond(reply);
  }
  respond(refusal(404, "no such command\n"));
}

}  // namespace dovetail::daemon
