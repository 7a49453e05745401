// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "libcommon/base/session.hpp"
#include "libcommon/wire/line_reader.hpp"

namespace dovetail::echod {

// One line that the daemon has to answer.
struct Question {
  base::Ticket ticket;
  std::string line;
};

// A session that shows all a driver must be able to do: "quit" closes, every other line is a question, and answers
// go out in the order of the questions.
class EchoSession {
 public:
  using Effect = std::variant<base::Send, base::Close, Question>;

  explicit EchoSession(std::chrono::milliseconds patience) : patience_(patience) {}

  void receive(std::string_view bytes);
  void peer_closed() { ending_ = true; }
  std::optional<Effect> next();
  bool readable() const { return !ending_ && open_questions_ < 100; }
  std::optional<std::chrono::milliseconds> wanted_deadline() const;
  void deadline_passed();
  void shut_down() { ending_ = true; }

  void resume(base::Ticket ticket, std::string answer);

 private:
  std::chrono::milliseconds patience_;
  wire::LineReader reader_{1000};
  std::deque<Effect> effects_;
  std::deque<std::pair<base::Ticket, std::optional<std::string>>> answers_;  // in the order asked
  std::size_t open_questions_ = 0;
  std::uint64_t last_ticket_ = 0;
  bool ending_ = false;
  bool closed_ = false;
};

}  // namespace dovetail::echod
