// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libcommon/base/log.hpp"

namespace dovetail::policy {

struct LogLine {
  base::Severity severity = base::Severity::notice;
  std::string text;
};

// What one check decided about one request, as a plain value.
struct Verdict {
  std::string action;        // right-hand side of access(5); made safe when it is sent (protocol/action.hpp)
  std::string reason;        // a word or two for metrics: from a fixed small set, never a peer's text
  std::vector<LogLine> log;  // for the I/O shell to write once the reply is certain, in this order
  std::string failure;  // not empty: nothing could be decided and why; the shell sends its fallback action

  static Verdict failed(std::string why) { return {{}, "failed", {}, std::move(why)}; }
};

}  // namespace dovetail::policy
