// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "daemons/authd/context.hpp"
#include "libcommon/daemon/server.hpp"
#include "sasl/protocol/master_session.hpp"
#include "sasl/user_query.hpp"

namespace dovetail::authd {

// The master and userdb protocols' side of the daemon: user lookups, lists, logins taken over, the cache.
// Loop thread only.
class MasterService final : public daemon::Server<sasl::protocol::MasterSession>::Handler {
 public:
  using Session = sasl::protocol::MasterSession;
  using Server = daemon::Server<Session>;

  explicit MasterService(Context& context);
  Server& server() { return server_; }

 private:
  struct Key {
    daemon::ConnectionId connection;
    base::Ticket ticket;
    auto operator<=>(const Key&) const = default;
  };
  struct Live {
    explicit Live(sasl::UserQuery given) : query(std::move(given)) {}
    sasl::UserQuery query;
    sasl::Fields appended;  // of a login taken over: follow the userdb's fields
    base::Lifetime lifetime;
  };
  // A LIST on its way out, one piece at a time.
  struct Listing {
    std::shared_ptr<const sasl::Setup> setup;
    base::Ticket ticket;
    std::string mask;
    sasl::Subject subject;
    std::size_t userdb = 0;
    std::vector<std::string> users;
    std::size_t sent = 0;
    bool failed = false;
    bool listed = false;   // one userdb at least has a list
    bool waiting = false;  // for a database
    base::Lifetime lifetime;
  };

  std::unique_ptr<Session> open(const daemon::PeerInfo& peer, daemon::ConnectionId id) override;
  void effect(daemon::ConnectionId id, Session::Effect&& question) override;
  void drained(daemon::ConnectionId id) override { feed_list(id); }
  void closed(daemon::ConnectionId id, Session& session, std::string_view reason) override;

  void begin(const Key& key, sasl::UserQuery query, sasl::Fields appended = {});
  void advance(const Key& key, sasl::QueryStep step);
  template <class Question>
  void ask(const Key& key, Live& live, Question question);
  void answer(const Key& key, sasl::QueryReply reply);
  void take_over(daemon::ConnectionId id, const sasl::protocol::TakeOver& question);
  void begin_list(daemon::ConnectionId id, sasl::protocol::ListUsers question);
  void next_userdb(daemon::ConnectionId id, Listing& listing);
  void feed_list(daemon::ConnectionId id);
  bool feed_piece(daemon::ConnectionId id, Listing& listing);
  void flush_cache(daemon::ConnectionId id, const sasl::protocol::FlushCache& question);

  Context& context_;
  std::map<Key, std::unique_ptr<Live>> live_;
  std::map<daemon::ConnectionId, std::unique_ptr<Listing>> lists_;
  Server server_;
};

}  // namespace dovetail::authd
