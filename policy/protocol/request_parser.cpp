// SPDX-License-Identifier: MIT
#include "policy/protocol/request_parser.hpp"

#include <utility>

#include "policy/protocol/limits.hpp"

namespace dovetail::policy {

RequestParser::State RequestParser::feed(std::string_view bytes, std::size_t& consumed) {
  consumed = 0;
  while (consumed < bytes.size()) {
    const std::string_view rest = bytes.substr(consumed);
    const std::size_t end = rest.find('\n');
    const std::string_view piece = rest.substr(0, end);
    if (partial_.size() + piece.size() > kMaxLine + 1 || read_ + piece.size() > kMaxRequest) {
      return State::too_long;
    }
    read_ += piece.size();
    consumed += piece.size();
    if (end == std::string_view::npos) {
      partial_.append(piece);
      return State::incomplete;
    }
    ++read_;
    ++consumed;
    State state = State::incomplete;
    if (partial_.empty()) {
      state = end_line(piece);
    } else {
      partial_.append(piece);
      state = end_line(partial_);
      partial_.clear();
    }
    if (state != State::incomplete) return state;
  }
  return State::incomplete;
}

RequestParser::State RequestParser::end_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) return State::complete;
  if (line.size() > kMaxLine) return State::too_long;
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    request_.add_garbage(line);
    return State::incomplete;
  }
  if (request_.attributes() == kMaxAttributes) return State::too_long;
  request_.add(line.substr(0, equals), line.substr(equals + 1));
  return State::incomplete;
}

Request RequestParser::take() {
  read_ = 0;
  return std::exchange(request_, Request());
}

}  // namespace dovetail::policy
