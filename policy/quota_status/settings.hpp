// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/config/declarations.hpp"
#include "libcommon/config/schema.hpp"

namespace dovetail::policy::quota_status {

enum class Fallback { defer, pass };

// Settings of quota-status outside plugin {}.
struct Settings {
  std::string recipient_delimiter;
  bool quota_full_tempfail = false;
  Fallback quota_status_fallback = Fallback::defer;
};
const config::Schema<Settings>& settings_schema();

// The actions in plugin {}, which a user record may replace: see actions_of().
const config::Declarations& plugin_declarations();

}  // namespace dovetail::policy::quota_status
