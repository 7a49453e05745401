// SPDX-License-Identifier: MIT
#include "tests/programs/echod/echo_session.hpp"

#include <utility>

namespace dovetail::echod {

void EchoSession::receive(std::string_view bytes) {
  reader_.append(bytes);
  while (const auto line = reader_.next()) {
    if (line->too_long) {
      answers_.emplace_back(base::Ticket{}, "too long");
      ending_ = true;
    } else if (line->text == "quit") {
      answers_.emplace_back(base::Ticket{}, "bye");
      ending_ = true;
    } else {
      const base::Ticket ticket{++last_ticket_};
      ++open_questions_;
      answers_.emplace_back(ticket, std::nullopt);
      effects_.emplace_back(Question{ticket, std::string(line->text)});
    }
  }
}

std::optional<EchoSession::Effect> EchoSession::next() {
  if (!effects_.empty()) {
    Effect effect = std::move(effects_.front());
    effects_.pop_front();
    return effect;
  }
  if (!answers_.empty() && answers_.front().second) {
    base::Send send{std::move(*answers_.front().second) + "\n"};
    answers_.pop_front();
    return Effect(std::move(send));
  }
  if (ending_ && answers_.empty() && !std::exchange(closed_, true)) {
    return Effect(base::Close{});
  }
  return std::nullopt;
}

void EchoSession::resume(base::Ticket ticket, std::string answer) {
  for (auto& [asked, text] : answers_) {
    if (asked == ticket) {
      text = std::move(answer);
      --open_questions_;
    }
  }
}

std::optional<std::chrono::milliseconds> EchoSession::wanted_deadline() const {
  return open_questions_ == 0 ? std::optional(patience_) : std::nullopt;
}

void EchoSession::deadline_passed() {
  answers_.emplace_back(base::Ticket{}, "timeout");
  ending_ = true;
}

}  // namespace dovetail::echod
