// SPDX-License-Identifier: MIT
#include "daemons/policyd/greylist_admin.hpp"

#include <optional>

#include "policy/greylist/commands.hpp"

namespace dovetail::policyd {

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
                if (watch.alive()) run(name, request, std::move(respond));
              });
  }
}

void GreylistAdmin::run(const std::string& name, const event::HttpRequest& request,
                        event::HttpServer::Responder respond) {
  CommandCall call;
  for (const auto& [key, value] : request.parameters) {
    call.parameters.try_emplace(key, value);
  }
  auto shared = std::make_unique<event::HttpServer::Responder>(std::move(respond));
  const bool taken = pool_.submit(
      lifetime_.watch(),
      [name, call = std::move(call), &engine = engine_, rules = rules_, now = clock_.wall()] {
        return engine.with_store(
            [&](policy::greylist::Store& store) { return run_command(name, call, store, *rules, now); });
      },
      [responder = std::move(shared)](base::Result<CommandAnswer> answer) {
        if (!answer) answer = CommandAnswer{503, answer.error().detail + "\n"};
        event::HttpReply reply;
        reply.status = answer->status;
        reply.body = std::move(answer->text);
        (*responder)(reply);
      });
  static_cast<void>(taken);  // a responder that is dropped answers by itself
}

}  // namespace dovetail::policyd
