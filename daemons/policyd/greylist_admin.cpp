// SPDX-License-Identifier: MIT
#include "daemons/policyd/greylist_admin.hpp"

#include <optional>

#include "policy/greylist/commands.hpp"

namespace dovetail::policyd {

namespace {

constexpr std::size_t kMaxWaiting = 256;

}  // namespace

using policy::greylist::CommandAnswer;
using policy::greylist::CommandCall;
using policy::greylist::CommandKind;

GreylistAdmin::GreylistAdmin(daemon::AdminSocket& admin, const base::Clock& clock, event::WorkerPool& pool,
                             Engine& engine)
    : clock_(clock), pool_(pool), engine_(engine) {
  for (const char* name :
       {"triplets", "clients", "show", "explain", "whitelist", "allow", "forget", "import"}) {
    const bool looks = policy::greylist::command_kind(name) == CommandKind::looks;
    admin.add(looks ? "GET" : "POST", std::string("/greylist/") + name,
              [this, name = std::string(name), watch = lifetime_.watch()](
                  const event::HttpRequest& request, event::HttpServer::Responder respond) {
                if (watch.alive()) ask(name, request, std::move(respond));
              });
  }
}

void GreylistAdmin::ask(const std::string& name, const event::HttpRequest& request,
                        event::HttpServer::Responder respond) {
  if (waiting_.size() >= kMaxWaiting) {
    event::HttpReply refused;
    refused.status = 503;
    refused.body = "too many commands wait\n";
    return respond(refused);
  }
  CommandCall call;
  for (const auto& [key, value] : request.parameters) {
    call.parameters.try_emplace(key, value);
  }
  waiting_.push_back({name, std::move(call), std::move(respond)});
  start_next();
}

void GreylistAdmin::start_next() {
  while (!running_ && !waiting_.empty()) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    running_ = pool_.submit(
        lifetime_.watch(),
        [name = std::move(next.name), call = std::move(next.call), &engine = engine_, rules = rules_,
         now = clock_.wall()] {
          return engine.with_store(
              [&](policy::greylist::Store& store) { return run_command(name, call, store, *rules, now); });
        },
        [this, respond = std::move(next.respond)](base::Result<CommandAnswer> answer) mutable {
          running_ = false;
          if (!answer) answer = CommandAnswer{503, answer.error().detail + "\n"};
          event::HttpReply reply;
          reply.status = answer->status;
          reply.body = std::move(answer->text);
          respond(reply);
          start_next();
        });  // where it is not taken: a responder that is dropped answers by itself
  }
}

}  // namespace dovetail::policyd
