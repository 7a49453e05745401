// SPDX-License-Identifier: MIT
#include "lmtp/message/boundary.hpp"

namespace dovetail::lmtp::message {

std::optional<BoundaryScanner::Mark> BoundaryScanner::next() {
  for (std::size_t found; (found = body_.find(delimiter_, at_)) != std::string_view::npos;) {
    at_ = found + 1;
    if (found > 0 && body_[found - 1] != '\n') continue;
    std::size_t end = found + delimiter_.size();
    const bool closing = body_.substr(end, 2) == "--";
    if (closing) end += 2;
    end = body_.find_first_not_of(" \t", end);
    if (end == std::string_view::npos) end = body_.size();
    const bool crlf = body_.substr(end, 2) == "\r\n";
    if (end < body_.size() && !crlf && body_[end] != '\n') continue;
    Mark mark{found, std::min(body_.size(), end + (crlf ? 2 : 1)), closing};
    if (mark.before > behind_last_) --mark.before;
    if (mark.before > behind_last_ && body_[mark.before - 1] == '\r') --mark.before;
    at_ = behind_last_ = mark.after;
    return mark;
  }
  at_ = body_.size();
  return std::nullopt;
}

}  // namespace dovetail::lmtp::message
