// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libcommon/config/load.hpp"

namespace dovetail::cli {

// A file below /etc/systemd/system and what it says.
struct UnitFile {
  std::string path;  // "dovetail-lmtpd.socket.d/dovetail.conf"
  std::string content;
  bool operator==(const UnitFile&) const = default;
};

// What moves the packaged units to the sockets, the configuration file and the mail user that `document` names: one
// drop-in per socket unit, a whole unit for each further socket of the same service, drop-ins for the services.
// `program_folder` is where the daemons are installed.
std::vector<UnitFile> drop_ins(const config::Document& document, const std::string& program_folder);

}  // namespace dovetail::cli
