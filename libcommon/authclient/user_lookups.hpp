// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "libcommon/authclient/user_lookup.hpp"
#include "libcommon/base/lifetime.hpp"
#include "libcommon/base/log.hpp"
#include "libcommon/base/unique_function.hpp"

namespace dovetail::event {
class Loop;
}

namespace dovetail::authclient {

class UserConnection;

struct UserLookupsOptions {
  std::string socket;                          // path of an auth-userdb socket, or "host:port"
  std::chrono::milliseconds time_limit{10'000};  // for one lookup, connecting included
  std::size_t queue_limit = 10'000;            // lookups in flight; more are answered temporary at once
};

// Asks an auth server (ours or Dovecot's) about users over one connection, pipelined. Connects when first asked,
// again with back-off (0.1 s to 1 s) when the connection breaks or cannot be made; what was in flight then is asked
// once more, so a restart of the server is not seen. A lookup that meets two failures, or its time limit, is
// answered with a temporary Error. Loop's thread only.
class UserLookups {
 public:
  using Done = base::UniqueFunction<void(UserOutcome)>;

  UserLookups(event::Loop& loop, base::Log& log, UserLookupsOptions options);
  ~UserLookups();  // unanswered lookups are dropped
  UserLookups(const UserLookups&) = delete;
  UserLookups& operator=(const UserLookups&) = delete;

  // Answers on the loop, never from within this call, and only while `watch` lives.
  void find(std::string_view user, const LookupContext& context, base::Lifetime::Watch watch, Done done);
  // The credentials side (PASS): is there such a user for logins, and with which fields.
  void find_credentials(std::string_view user, const LookupContext& context, base::Lifetime::Watch watch,
                        Done done);
  // All user names that match the mask ("*" and "?"); an Error if the server could not list them all.
  using ListDone = base::UniqueFunction<void(base::Result<std::vector<std::string>>)>;
  void list(std::string_view mask, const LookupContext& context, base::Lifetime::Watch watch, ListDone done);

  std::size_t in_flight() const;

 private:
  std::unique_ptr<UserConnection> connection_;
};

}  // namespace dovetail::authclient
