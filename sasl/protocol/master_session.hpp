// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "libcommon/base/session.hpp"
#include "libcommon/wire/line_reader.hpp"
#include "sasl/protocol/master_reply.hpp"
#include "sasl/request/connection.hpp"

namespace dovetail::sasl::protocol {

struct MasterOptions {
  long server_pid = 0;
  bool userdb_only = false;  // type userdb: lookups and lists, nothing else
  bool restricted = false;   // a peer that may only look up the user it runs as (spec §4.3)
  std::uint32_t peer_uid = 0;
  std::uint32_t peer_pid = 0;  // SO_PEERCRED; 0: unknown
};

struct FindUser {
  base::Ticket ticket;
  std::string user;
  Connection connection;
};
// The passdb's fields of a user, without logging in.
struct FindPassword {
  base::Ticket ticket;
  std::string user;
  Connection connection;
};
struct ListUsers {
  base::Ticket ticket;
  std::string mask;  // wildcards, "" for all
  Connection connection;
};
// A mail process takes over what its login process authenticated.
struct TakeOver {
  base::Ticket ticket;
  std::uint32_t client_pid = 0;
  std::uint32_t client_request = 0;
  std::string cookie;
  std::uint32_t session_pid = 0;  // the session checked that it is the peer's
  bool wants_token = false;
  Connection connection;
};
struct FlushCache {
  base::Ticket ticket;
  std::vector<std::string> masks;  // none: everything
};
// Something for the log that closes nothing.
struct Complain {
  std::string text;
};

// The server's side of the master and userdb protocols (spec §4) on one connection. One thread.
class MasterSession {
 public:
  using Effect = std::variant<base::Send, base::Close, FindUser, FindPassword, ListUsers, TakeOver,
                              FlushCache, Complain>;

  explicit MasterSession(MasterOptions options);

  void receive(std::string_view bytes);
  void peer_closed();
  std::optional<Effect> next();
  bool readable() const;
  std::optional<std::chrono::milliseconds> wanted_deadline() const { return std::nullopt; }
  void deadline_passed() {}
  void shut_down();

  void resume(base::Ticket ticket, UserFound answer);
  void resume(base::Ticket ticket, UserNotFound answer);
  void resume(base::Ticket ticket, LookupFailed answer);
  void resume(base::Ticket ticket, UserList part);
  void resume(base::Ticket ticket, CacheFlushed answer);

 private:
  enum class Kind { user, pass, list, request, flush };
  struct Live {
    std::uint32_t id;
    Kind kind;
  };
  using FieldList = std::vector<std::string>;

  void send(std::string text) { effects_.emplace_back(base::Send{std::move(text)}); }
  void close(std::string reason);
  void violation(const std::string& what);
  void read_lines();
  void handle(const FieldList& fields);
  void handle_version(const FieldList& fields);
  bool dispatch(const FieldList& fields, std::uint32_t id);
  template <class Question>
  bool ask_for_user(const FieldList& fields, std::uint32_t id, Kind kind);
  bool ask_for_list(const FieldList& fields, std::uint32_t id);
  bool ask_for_request(const FieldList& fields, std::uint32_t id);
  base::Ticket open(std::uint32_t id, Kind kind);
  void answer(base::Ticket ticket, const std::string& text);
  void close_when_done();

  MasterOptions options_;
  wire::LineReader reader_;
  std::deque<Effect> effects_;
  std::map<std::uint64_t, Live> live_;
  std::uint64_t last_ticket_ = 0;
  bool versioned_ = false;
  bool listing_ = false;
  bool closing_ = false;
  bool stopping_ = false;
};

}  // namespace dovetail::sasl::protocol
