// SPDX-License-Identifier: MIT
#include "daemons/authd/login_service.hpp"

#include <unistd.h>

#include <utility>

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/random.hpp"
#include "sasl/listener_kind.hpp"
#include "sasl/mech/table.hpp"
#include "sasl/protocol/limits.hpp"

namespace dovetail::authd {

namespace {

using namespace sasl::protocol;

constexpr std::size_t kCookieBytes = 16;
constexpr std::size_t kMostExchanges = 50'000;  // of all connections together

TemporaryFailure temporary_failure(const config::Listener& listener) {
  const std::string word = listener.option("tempfail", "auto");
  return word == "reply"        ? TemporaryFailure::reply
         : word == "disconnect" ? TemporaryFailure::disconnect
                                : TemporaryFailure::automatic;
}

}  // namespace

LoginService::Live::Live(std::shared_ptr<const sasl::Setup> setup, AuthRequest request,
                         const sasl::mech::Context& context)
    : id(request.id), exchange(std::in_place, std::move(setup), std::move(request), context) {}

LoginService::LoginService(Context& context)
    : context_(context),
      last_login_(context),
      timer_(context.loop, [this] { tick(); }),
      ageing_(context.loop, [this] { grow_older(); }),
      server_(context.loop, context.log, *this,
              {.max_connections = 20'000,
               .stream = {.high_water = 50 * 1024,
                          .low_water = 16 * 1024,
                          .wipe_input = true},
               .serve_with_turn = true,
               .refuse_at_end = true}) {
  ageing_.schedule(kAgeStep);
}

void LoginService::grow_older() {
  ageing_.schedule(kAgeStep);
  for (const auto& [id, connection] : connections_) {
    if (Session* session = server_.session(id); session != nullptr && session->grow_older()) {
      server_.touched(id);
    }
  }
}

std::unique_ptr<LoginService::Session> LoginService::open(const daemon::PeerInfo& peer,
                                                          daemon::ConnectionId id) {
  Connection& connection = connections_[id];
  connection.cookie = base::to_hex(crypto::random_bytes(kCookieBytes));
  const sasl::ListenerKind kind = sasl::kind_of(*peer.listener);
  connection.token = kind == sasl::ListenerKind::token || kind == sasl::ListenerKind::token_login;
  connection.login = kind == sasl::ListenerKind::login || kind == sasl::ListenerKind::token_login;
  ClientOptions options;
  options.mechanisms = connection.token ? std::vector{std::string(sasl::mech::token_offer().name)}
                                        : context_.setup->mech_lines;
  options.server_pid = ::getpid();
  options.connection_number = ++last_connection_;
  options.cookie = connection.cookie;
  options.login = connection.login;
  options.wait_for_version = peer.listener->option("handshake") == "wait";
  options.temporary = temporary_failure(*peer.listener);
  return std::make_unique<Session>(std::move(options));
}

void LoginService::closed(daemon::ConnectionId id, Session&, std::string_view reason) {
  const auto at = connections_.find(id);
  if (at != connections_.end()) {
    if (at->second.registered_pid != 0) {
      context_.hand_overs.disconnect(at->second.registered_pid);
    }
    connections_.erase(at);
  }
  for (auto live = live_.lower_bound(Key{id, {}}); live != live_.end() && live->first.connection == id;) {
    live = live_.erase(live);
  }
  if (!reason.empty()) {
    context_.log.error("Error: " + std::string(reason));
  }
}

void LoginService::effect(daemon::ConnectionId id, Session::Effect&& question) {
  if (auto* introduced = std::get_if<Introduce>(&question)) {
    introduce(id, *introduced);
  } else if (auto* begun = std::get_if<Begin>(&question)) {
    begin(id, std::move(*begun));
  } else if (auto* response = std::get_if<Respond>(&question)) {
    const Key key{id, response->ticket};
    if (const auto at = live_.find(key); at != live_.end() && at->second->exchange) {
      context_.tell_time(at->second->exchange->setup());
      advance(key, at->second->exchange->respond(response->response));
    }
  } else if (auto* forgotten = std::get_if<Forget>(&question)) {
    forget(Key{id, forgotten->ticket});
  }
}

void LoginService::introduce(daemon::ConnectionId id, const Introduce& question) {
  Connection& connection = connections_[id];
  bool accepted = context_.hand_overs.connect(question.pid, connection.cookie);
  if (!accepted) {
    drop_dead(question.pid);
    accepted = context_.hand_overs.connect(question.pid, connection.cookie);
  }
  connection.registered_pid = accepted ? question.pid : 0;
  server_.resume(id, question.ticket, Introduced{accepted});
}

// A login process that has connected anew may be faster than the news of its old connection's end.
void LoginService::drop_dead(std::uint32_t pid) {
  for (auto& [id, connection] : connections_) {
    if (connection.registered_pid == pid && server_.peer_has_gone(id)) {
      context_.hand_overs.disconnect(std::exchange(connection.registered_pid, 0));
      server_.close(id, "");
    }
  }
}

void LoginService::begin(daemon::ConnectionId id, Begin question) {
  const Connection& from = connections_[id];
  const bool offered = from.token ? question.request->mechanism == sasl::mech::token_offer().name
                                  : context_.setup->offers(question.request->mechanism);
  if (!offered) {
    server_.close(id, "BUG: Authentication client sent unsupported SASL mechanism " +
                          base::printable(question.request->mechanism, 64));
    return;
  }
  const Key key{id, question.ticket};
  if (too_many()) {
    context_.figures.temporary.add();
    server_.resume(id, question.ticket, Denied{std::nullopt, std::string(kTemporaryCode), "", {}});
    return;
  }
  // Randomness costs more than all the rest of a PLAIN login, and PLAIN needs none.
  const sasl::mech::Offer* offer = sasl::mech::find_offer(question.request->mechanism);
  sasl::mech::Context made =
      offer != nullptr && offer->plain_credentials ? sasl::mech::Context() : mech_context();
  auto live = std::make_unique<Live>(context_.setup, std::move(*question.request), std::move(made));
  live->login_listener = from.login;
  live->begun = context_.clock.mono();
  if (const Session* session = server_.session(id)) {
    live->pid = session->client_pid();
  }
  Live& kept = *live_.emplace(key, std::move(live)).first->second;
  const sasl::Connection& connection = kept.exchange->subject().connection;
  const auto address = connection.no_penalty ? std::nullopt : connection.remote_address();
  if (address) {
    const auto& settings = context_.setup->settings;
    const auto most = std::max(settings.max_delay - settings.failure_delay, std::chrono::seconds(0));
    const auto wait = std::min(context_.penalty.delay(*address, context_.clock.mono()), most);
    if (wait.count() > 0) {
      delay(key, kept, wait);
      return;
    }
  }
  start(key);
}

// Conversations that never go on take memory until their time is over: about 2 KiB each.
bool LoginService::too_many() {
  if (live_.size() >= kMostExchanges && !std::exchange(complained_, true)) {
    context_.log.error("Error: " + std::to_string(live_.size()) +
                       " conversations are open: new ones fail until some have ended");
  }
  complained_ = complained_ && live_.size() >= kMostExchanges / 2;
  return live_.size() >= kMostExchanges;
}

void LoginService::start(const Key& key) {
  const auto at = live_.find(key);
  if (at != live_.end() && at->second->exchange) {
    context_.tell_time(at->second->exchange->setup());
    advance(key, at->second->exchange->start());
  }
}

void LoginService::forget(const Key& key) {
  live_.erase(key);
}

sasl::mech::Context LoginService::mech_context() const {
  static const std::string host = [] {
    char name[256] = "localhost";
    ::gethostname(name, sizeof name - 1);
    return std::string(name);
  }();
  sasl::mech::Context made;
  made.nonce = base::to_hex(crypto::random_bytes(kCookieBytes));
  made.challenge = "<" +
                   std::to_string(crypto::random_number() % 9'000'000'000'000'000 + 1'000'000'000'000'000) +
                   "." + std::to_string(base::unix_seconds(context_.clock.wall())) + "@" + host + ">";
  made.fake_key = context_.fake_key;
  made.fake_iterations = context_.setup->scram_habit.iterations;
  made.token_secret = context_.token_secret;
  made.anonymous_user = context_.setup->settings.anonymous_username;
  return made;
}

}  // namespace dovetail::authd
