// SPDX-License-Identifier: MIT
#include "daemons/policyd/trouble_log.hpp"

namespace dovetail::policyd {

std::optional<std::string> TroubleLog::report(std::string_view what, std::uint64_t times,
                                              base::MonoTime now) {
  unsaid_ += times;
  if (last_ && now - *last_ < kPause) return std::nullopt;
  last_ = now;
  std::string line(what);
  if (unsaid_ > 0) line += " (requests answered without it: " + std::to_string(unsaid_) + ")";
  unsaid_ = 0;
  return line;
}

}  // namespace dovetail::policyd
