// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "libcommon/authclient/pending_lookup.hpp"
#include "libcommon/authclient/server_link.hpp"
#include "libcommon/authclient/user_session.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/event/deferred.hpp"
#include "libcommon/event/timer.hpp"

namespace dovetail::authclient {

// The engine of UserLookups: the lookups that wait, and the session that is asked about them.
class UserConnection final : private ServerLink::Handler {
 public:
  UserConnection(event::Loop& loop, base::Log& log, UserLookupsOptions options);

  void add(PendingLookup lookup);
  std::size_t in_flight() const { return lookups_.size(); }

 private:
  using Number = std::uint64_t;  // of a lookup; survives reconnecting, unlike the protocol's ids

  void link_up() override;
  void link_received(std::string_view bytes) override;
  void link_down(const std::string& why) override;

  void ask(Number number, PendingLookup& lookup);
  void ask_next_list();
  void take_answers();
  void finish(Number number, PendingLookup::Outcome outcome);
  void expire();
  void watch_time();
  void deliver();

  event::Loop& loop_;
  const UserLookupsOptions options_;
  ServerLink link_;
  UserSession session_;
  std::map<Number, PendingLookup> lookups_;        // in order of arrival, so of deadline among equals
  std::map<std::uint32_t, Number> asked_;          // protocol id of this session -> lookup
  std::deque<Number> waiting_lists_;               // the protocol takes one LIST at a time
  bool list_running_ = false;
  Number last_number_ = 0;
  struct Finished {
    PendingLookup lookup;
    PendingLookup::Outcome outcome;
  };
  std::vector<Finished> finished_;
  event::Timer timer_;
  event::Deferred delivery_;
  base::Lifetime lifetime_;
};

}  // namespace dovetail::authclient
