// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>

#include "daemons/authd/context.hpp"
#include "daemons/authd/decoy.hpp"
#include "daemons/authd/last_login.hpp"
#include "libcommon/daemon/server.hpp"
#include "libcommon/event/timer.hpp"
#include "sasl/delay_queue.hpp"
#include "sasl/exchange.hpp"
#include "sasl/protocol/client_session.hpp"

namespace dovetail::authd {

// The client protocol's side of the daemon: drives exchanges, holds back failures, counts penalties, keeps
// logins for their mail processes. Loop thread only.
class LoginService final : public daemon::Server<sasl::protocol::ClientSession>::Handler {
 public:
  using Session = sasl::protocol::ClientSession;
  using Server = daemon::Server<Session>;

  explicit LoginService(Context& context);
  Server& server() { return server_; }
  std::size_t exchanges() const { return live_.size(); }
  void flush_delays();  // the daemon ends: what is held back leaves now

 private:
  struct Key {
    daemon::ConnectionId connection;
    base::Ticket ticket;
    auto operator<=>(const Key&) const = default;
  };
  struct Live {
    Live(std::shared_ptr<const sasl::Setup> setup, sasl::protocol::AuthRequest request,
         const sasl::mech::Context& context);
    std::uint32_t id;
    std::uint32_t pid = 0;
    bool login_listener = false;
    std::optional<sasl::Exchange> exchange;  // gone once the answer only waits
    std::optional<sasl::Verdict> decided;    // waits for a decoy's hash or for its time
    std::optional<sasl::protocol::Denied> held_back;
    bool hashed = false;       // a slow hash was computed
    base::MonoTime begun{};    // when AUTH came
    std::uint64_t number = 0;  // in the queue of delayed things; 0: none
    std::optional<base::Lifetime> lifetime;  // once somebody else is asked: most logins need nobody

    base::Lifetime::Watch watch() { return (lifetime ? *lifetime : lifetime.emplace()).watch(); }
  };
  struct Connection {
    std::string cookie;
    bool login = false;
    bool token = false;
    std::uint32_t registered_pid = 0;
  };

  std::unique_ptr<Session> open(const daemon::PeerInfo& peer, daemon::ConnectionId id) override;
  void effect(daemon::ConnectionId id, Session::Effect&& question) override;
  void closed(daemon::ConnectionId id, Session& session, std::string_view reason) override;

  void introduce(daemon::ConnectionId id, const sasl::protocol::Introduce& question);
  void drop_dead(std::uint32_t pid);
  void begin(daemon::ConnectionId id, sasl::protocol::Begin question);
  bool too_many();
  void start(const Key& key);
  void advance(const Key& key, sasl::ExchangeStep step);
  template <class Question>
  void ask(const Key& key, Live& live, Question question);
  using Compared = std::variant<sasl::password::Outcome, sasl::Broken>;
  void note_hash(const Key& key, const sasl::CheckStored& question, const Compared& answer);
  void finish(const Key& key, sasl::Verdict verdict);
  bool ask_decoy(const Key& key, Live& live);
  bool wait_until_allowed(const Key& key, Live& live);
  void conclude(const Key& key);
  void grant(const Key& key, Live& live, sasl::protocol::Granted granted, const sasl::Verdict& verdict);
  void deny(const Key& key, Live& live, sasl::protocol::Denied denied, const sasl::Verdict& verdict);
  void count_failure(const sasl::Subject& subject);
  void forget(const Key& key);
  void delay(const Key& key, Live& live, std::chrono::milliseconds time);
  void tick();
  void grow_older();
  void release(std::uint64_t number);
  sasl::mech::Context mech_context() const;

  Context& context_;
  LastLogin last_login_;
  Decoy decoy_;
  std::map<daemon::ConnectionId, Connection> connections_;
  std::map<Key, std::unique_ptr<Live>> live_;
  std::map<std::uint64_t, Key> delayed_;
  sasl::DelayQueue queue_;
  std::uint64_t last_number_ = 0;
  unsigned long last_connection_ = 0;
  bool complained_ = false;  // about too many conversations
  event::Timer timer_;
  event::Timer ageing_;
  Server server_;
};

}  // namespace dovetail::authd
