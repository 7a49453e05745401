// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "libcommon/base/session.hpp"
#include "policy/protocol/input_budget.hpp"
#include "policy/protocol/request.hpp"
#include "policy/protocol/request_parser.hpp"

namespace dovetail::policy {

struct SessionOptions {
  bool close_after_reply = false;  // Exim wants it (Postgrey's --exim)
  bool check_request_type = true;  // another `request=` ends the connection; quota-status looks at none
  std::optional<std::chrono::milliseconds> idle_limit =
      std::nullopt;  // a closed connection costs Postfix a second
  InputBudget* budget = nullptr;  // of all sessions together
};

// The question of this protocol: answer it with resume(ticket, action).
struct Decide {
  base::Ticket ticket;
  Request request;
};

// The server's side of Postfix's policy delegation protocol (SMTPD_POLICY_README), as base::Session. Requests
// that arrive together are asked at once; replies leave in the order of the requests. Lives on the loop
// thread.
class Session {
 public:
  using Effect = std::variant<base::Send, base::Close, Decide>;

  explicit Session(SessionOptions options = {}) : options_(options), part_(options.budget) {}

  void receive(std::string_view bytes);
  void peer_closed();
  std::optional<Effect> next();
  void resume(base::Ticket ticket, std::string_view action);  // a ticket it does not wait for is ignored
  bool readable() const;
  std::optional<std::chrono::milliseconds> wanted_deadline() const;
  void deadline_passed();
  void shut_down();

 private:
  struct Undecided {
    base::Ticket ticket;
    std::size_t size = 0;
    std::optional<std::string> reply;
  };
  enum class Input { open, draining, ended };  // draining: only what has arrived is still read

  void read_requests();
  void accept(Request request);
  void stop_reading(std::string reason);
  bool has_room() const;
  void account();
  std::optional<std::string> finished_replies();

  SessionOptions options_;
  InputBudget::Part part_;
  RequestParser parser_;
  std::string unread_;               // arrived, but kMaxUndecided requests come first
  std::deque<Decide> asked_;         // to be yielded
  std::deque<Undecided> undecided_;  // yielded or about to be, in order
  std::size_t undecided_bytes_ = 0;
  std::uint64_t last_ticket_ = 0;
  Input input_ = Input::open;
  bool peer_gone_ = false;
  std::string close_reason_;
  bool closed_ = false;
};

}  // namespace dovetail::policy
