// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sys/types.h>

#include "libcommon/authclient/login.hpp"
#include "libcommon/wire/line_reader.hpp"

namespace dovetail::authclient {

// The client's side of Dovecot's auth client protocol (1.2), for one connection and without a socket: several SASL
// exchanges at a time, each known by its id. What is to be sent is in take_output() at once.
class LoginSession {
 public:
  struct Challenge {
    std::uint32_t id = 0;
    std::string data;  // decoded
  };
  struct Done {
    std::uint32_t id = 0;
    LoginOutcome outcome;
  };
  using Event = std::variant<Challenge, Done>;

  explicit LoginSession(pid_t own_pid);

  std::uint32_t begin(const LoginRequest& request);
  void respond(std::uint32_t id, std::string_view response);  // to a Challenge
  void cancel(std::uint32_t id);                               // no Event of this id follows

  std::string take_output();
  void receive(std::string_view bytes);
  std::optional<Event> next();

  bool greeted() const { return greeted_; }  // the hello is complete
  const std::vector<MechanismOffer>& mechanisms() const { return mechanisms_; }
  const std::string& cookie() const { return cookie_; }
  const std::optional<std::string>& broken() const { return broken_; }

 private:
  void take_line(std::string_view line);
  void take_greeting(const std::vector<std::string>& fields);
  void take_reply(const std::vector<std::string>& fields);
  void take_challenge(std::uint32_t id, const std::vector<std::string>& fields);

  wire::LineReader reader_;
  std::string output_;
  std::set<std::uint32_t> running_;
  std::vector<Event> events_;
  std::size_t next_event_ = 0;
  std::uint32_t last_id_ = 0;
  std::vector<MechanismOffer> mechanisms_;
  std::string cookie_;
  bool version_seen_ = false;
  bool greeted_ = false;
  std::optional<std::string> broken_;
};

}  // namespace dovetail::authclient
