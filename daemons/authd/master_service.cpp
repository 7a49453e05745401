// SPDX-License-Identifier: MIT
#include "daemons/authd/master_service.hpp"
#include "sasl/listener_kind.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "sasl/auth_token.hpp"

namespace dovetail::authd {

namespace {

using namespace sasl::protocol;

constexpr mode_t kOpenToAll = 0666;

// A socket of exactly this mode is open to everybody, but only its owner's and group's members may ask for
// others than themselves (spec §4.3).
bool is_restricted(const daemon::PeerInfo& peer) {
  struct stat file {};
  if (!peer.peer.credentials || peer.listener->kind != config::Listener::Kind::unix_socket) {
    return false;
  }
  if (::stat(peer.listener->path.c_str(), &file) != 0) {
    return peer.peer.credentials->uid != 0;  // nobody can say whom it is open to
  }
  if ((file.st_mode & 0777) != kOpenToAll) {
    return false;
  }
  const auto& who = *peer.peer.credentials;
  return who.uid != 0 && who.uid != file.st_uid && who.gid != file.st_gid;
}

const char* text_of(sasl::HandOvers::Refusal why) {
  switch (why) {
    case sasl::HandOvers::Refusal::unknown_client:
      return "unknown client PID";
    case sasl::HandOvers::Refusal::wrong_cookie:
      return "invalid cookie";
    case sasl::HandOvers::Refusal::unknown_request:
      break;
  }
  return "unknown or expired request";
}

}  // namespace

MasterService::MasterService(Context& context)
    : context_(context), server_(context.loop, context.log, *this, {.max_connections = 20'000, .refuse_at_end = true}) {}

std::unique_ptr<MasterService::Session> MasterService::open(const daemon::PeerInfo& peer,
                                                            daemon::ConnectionId) {
  MasterOptions options;
  options.server_pid = ::getpid();
  options.userdb_only = sasl::kind_of(*peer.listener) == sasl::ListenerKind::userdb;
  options.restricted = options.userdb_only && is_restricted(peer);
  if (peer.peer.credentials) {
    options.peer_uid = peer.peer.credentials->uid;
    options.peer_pid = static_cast<std::uint32_t>(peer.peer.credentials->pid);
  }
  return std::make_unique<Session>(options);
}

void MasterService::closed(daemon::ConnectionId id, Session&, std::string_view reason) {
  for (auto live = live_.lower_bound(Key{id, {}}); live != live_.end() && live->first.connection == id;) {
    live = live_.erase(live);
  }
  lists_.erase(id);
  if (!reason.empty()) {
    context_.log.error("Error: " + std::string(reason));
  }
}

void MasterService::effect(daemon::ConnectionId id, Session::Effect&& question) {
  using sasl::UserQuery;
  if (auto* user = std::get_if<FindUser>(&question)) {
    context_.figures.lookups.add();
    begin(Key{id, user->ticket}, UserQuery(context_.setup, UserQuery::Kind::user, std::move(user->user),
                                           std::move(user->connection)));
  } else if (auto* pass = std::get_if<FindPassword>(&question)) {
    begin(Key{id, pass->ticket}, UserQuery(context_.setup, UserQuery::Kind::pass, std::move(pass->user),
                                           std::move(pass->connection)));
  } else if (auto* login = std::get_if<TakeOver>(&question)) {
    take_over(id, *login);
  } else if (auto* list = std::get_if<ListUsers>(&question)) {
    begin_list(id, std::move(*list));
  } else if (auto* flush = std::get_if<FlushCache>(&question)) {
    flush_cache(id, *flush);
  } else if (auto* complaint = std::get_if<Complain>(&question)) {
    context_.log.error("Error: " + complaint->text);
  }
}

void MasterService::begin(const Key& key, sasl::UserQuery query, sasl::Fields appended) {
  auto live = std::make_unique<Live>(std::move(query));
  live->appended = std::move(appended);
  Live& kept = *live_.emplace(key, std::move(live)).first->second;
  context_.tell_time(*kept.query.shared_setup());
  advance(key, kept.query.start());
}

template <class Question>
void MasterService::ask(const Key& key, Live& live, Question question) {
  const auto resume = [this, key](auto answer) {
    const auto at = live_.find(key);
    if (at != live_.end()) {
      context_.tell_time(*at->second->query.shared_setup());
      std::visit([&](auto&& one) { advance(key, at->second->query.resume(std::move(one))); },
                 std::move(answer));
    }
  };
  if constexpr (std::is_same_v<Question, sasl::AskSql>) {
    context_.jobs.run(live.query.shared_setup(), std::move(question), "lookups", live.lifetime.watch(),
                      resume);
  } else {
    context_.jobs.run(std::move(question), "lookups", live.lifetime.watch(), resume);
  }
}

void MasterService::advance(const Key& key, sasl::QueryStep step) {
  const auto at = live_.find(key);
  if (at == live_.end()) {
    return;
  }
  if (auto* sql = std::get_if<sasl::AskSql>(&step)) {
    ask(key, *at->second, std::move(*sql));
  } else if (auto* system = std::get_if<sasl::AskSystem>(&step)) {
    ask(key, *at->second, std::move(*system));
  } else {
    answer(key, std::get<sasl::QueryReply>(std::move(step)));
  }
}

void MasterService::answer(const Key& key, sasl::QueryReply reply) {
  const auto live = live_.extract(key);
  auto& query = live.mapped()->query;
  context_.write(query.take_notes(), query.subject(), false);
  if (auto* found = std::get_if<UserFound>(&reply)) {
    for (const sasl::Field& field : live.mapped()->appended) {
      found->fields.set(field.name, field.value);
    }
  }
  std::visit([&](auto&& one) { server_.resume(key.connection, key.ticket, std::move(one)); },
             std::move(reply));
}

void MasterService::take_over(daemon::ConnectionId id, const TakeOver& question) {
  auto taken = context_.hand_overs.take(question.client_pid, question.client_request, question.cookie);
  if (!taken.login) {
    context_.log.error("Error: Master requested auth for client " + std::to_string(question.client_pid) +
                       " request " + std::to_string(question.client_request) + ": " + text_of(taken.why));
    server_.resume(id, question.ticket, LookupFailed{});
    return;
  }
  sasl::Subject& subject = taken.login->subject;
  sasl::Fields appended;
  if (!subject.master_user.empty()) {
    appended.set("master_user", subject.master_user);
  }
  appended.set("auth_mech", subject.mechanism);
  if (taken.login->anonymous) {
    appended.set("anonymous", std::nullopt);
  }
  if (question.wants_token && question.session_pid != 0) {
    appended.set("auth_token", sasl::auth_token(context_.token_secret, subject, question.session_pid));
  }
  if (!subject.master_user.empty()) {
    appended.set("auth_user", subject.master_user);
  } else if (subject.original_user != subject.user) {
    appended.set("auth_user", subject.original_user);
  }
  if (!subject.connection.local_name.empty()) {
    appended.set("local_name", subject.connection.local_name);
  }
  begin(Key{id, question.ticket}, sasl::UserQuery(std::move(taken.login->setup), std::move(subject)),
        std::move(appended));
}

}  // namespace dovetail::authd
