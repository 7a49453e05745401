// SPDX-License-Identifier: MIT
#include "libcommon/daemon/listener.hpp"

namespace dovetail::daemon {

std::string to_string(const config::Listener& spec) {
  if (spec.kind != config::Listener::Kind::inet) {
    return "unix:" + spec.path;
  }
  std::string hosts;
  for (const std::string& address : spec.addresses) {
    hosts += (hosts.empty() ? "" : ",") + address;
  }
  return "inet:" + hosts + ":" + std::to_string(spec.port);
}

}  // namespace dovetail::daemon
