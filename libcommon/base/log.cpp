// SPDX-License-Identifier: MIT
#include "libcommon/base/log.hpp"

#include <utility>

namespace dovetail::base {

PrefixLog::PrefixLog(Log& parent, std::string prefix) : parent_(parent), prefix_(std::move(prefix)) {}

void PrefixLog::write(Severity severity, std::string_view line) {
  if (!parent_.wants(severity)) {
    return;
  }
  std::string whole;
  whole.reserve(prefix_.size() + line.size());
  whole.append(prefix_).append(line);
  parent_.write(severity, whole);
}

bool PrefixLog::wants(Severity severity) const {
  return parent_.wants(severity);
}

}  // namespace dovetail::base
