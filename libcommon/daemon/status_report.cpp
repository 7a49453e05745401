// SPDX-License-Identifier: MIT
#include "libcommon/daemon/status_report.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::daemon {

namespace {

constexpr std::size_t kTextLimit = 64 * 1024;

}  // namespace

std::string StatusReport::quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : base::printable(text, kTextLimit)) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + "\"";
}

void StatusReport::add(std::string_view name, std::string_view text) {
  member(name, quoted(text));
}

void StatusReport::add_object(std::string_view name, const StatusReport& object) {
  member(name, object.json());
}

void StatusReport::member(std::string_view name, std::string_view json_value) {
  if (!members_.empty()) {
    members_ += ",";
  }
  members_.append(quoted(name)).append(":").append(json_value);
}

}  // namespace dovetail::daemon
