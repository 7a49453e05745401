// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libcommon/authclient/user_lookup.hpp"
#include "libcommon/wire/line_reader.hpp"

namespace dovetail::authclient {

// The client's side of Dovecot's master/userdb protocol (version 1), for one connection and without a socket.
// Requests may be made at any time, in any number; their lines are in output() at once.
class UserSession {
 public:
  enum class Ask { user, credentials };

  // What became of a request: its id as returned by request() or list().
  struct Answer {
    std::uint32_t id = 0;
    UserOutcome outcome;
  };
  struct ListAnswer {
    std::uint32_t id = 0;
    base::Result<std::vector<std::string>> users;
  };
  using Event = std::variant<Answer, ListAnswer>;

  UserSession();

  std::uint32_t request(Ask ask, std::string_view user, const LookupContext& context);
  std::uint32_t list(std::string_view mask, const LookupContext& context);
  void forget(std::uint32_t id);  // nobody waits for this answer any more

  std::string take_output();  // bytes to send; the greeting first
  void receive(std::string_view bytes);
  std::optional<Event> next();  // answers, in the order they came
  // The peer broke the protocol: the connection is of no use any more; why.
  const std::optional<std::string>& broken() const { return broken_; }
  bool greeted() const { return greeted_; }  // the server's VERSION and SPID have come

 private:
  void take_line(std::string_view line);
  void take_greeting(const std::vector<std::string>& fields);
  void take_reply(const std::vector<std::string>& fields);
  void answer(std::uint32_t id, UserOutcome outcome);
  void take_listed(std::uint32_t id, const std::vector<std::string>& fields);
  void take_done(std::uint32_t id, const std::vector<std::string>& fields);
  void give_up(std::string why);

  wire::LineReader reader_;
  std::string output_;
  std::map<std::uint32_t, Ask> asked_;
  std::map<std::uint32_t, std::vector<std::string>> lists_;
  std::vector<Event> events_;  // answered, not yet given out; from next_event_ on
  std::size_t next_event_ = 0;
  std::uint32_t last_id_ = 0;
  bool version_seen_ = false;
  bool greeted_ = false;
  std::optional<std::string> broken_;
};

}  // namespace dovetail::authclient
