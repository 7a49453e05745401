// SPDX-License-Identifier: MIT
#include "libcommon/wire/dot_stuffing.hpp"

namespace dovetail::wire {

std::size_t DotUnstuffer::feed(std::string_view input, std::string& out) {
  std::size_t at = 0;
  while (at < input.size() && state_ != State::finished) {
    if (state_ == State::text) {
      at += pass_text(input.substr(at), out);
    } else {
      step(input[at++], out);
    }
  }
  return at;
}

// Almost all bytes: up to and with the next CR.
std::size_t DotUnstuffer::pass_text(std::string_view input, std::string& out) {
  const auto cr = input.find('\r');
  if (cr == std::string_view::npos) {
    out.append(input);
    return input.size();
  }
  out.append(input.substr(0, cr + 1));
  state_ = State::cr;
  return cr + 1;
}

void DotUnstuffer::step(char c, std::string& out) {
  switch (state_) {
    case State::line_start:
      if (c == '.') {  // held back: transparency dot or the end
        state_ = State::dot;
        return;
      }
      break;
    case State::dot:
      if (c == '\r') {
        state_ = State::dot_cr;
        return;
      }
      break;  // the dot was stuffed, it is gone
    case State::dot_cr:
      if (c == '\n') {
        state_ = State::finished;
        return;
      }
      out.push_back('\r');  // ".CR" without LF is no end: the dot goes, the CR stays
      break;
    case State::cr:
      if (c == '\n') {
        out.push_back(c);
        state_ = State::line_start;
        return;
      }
      break;
    case State::text:
    case State::finished:
      break;
  }
  out.push_back(c);
  state_ = c == '\r' ? State::cr : State::text;
}

}  // namespace dovetail::wire
