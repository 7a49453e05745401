// SPDX-License-Identifier: MIT
#include "lmtp/scripts/location.hpp"

#include <vector>

#include "libcommon/base/text.hpp"
#include "lmtp/scripts/script_file.hpp"

namespace dovetail::lmtp::scripts {

namespace {

base::Result<std::string> absolute(const std::string& path, const std::string& home) {
  if (path.starts_with('/')) return normalized(path);
  if (home.empty())
    return base::Unexpected(base::permanent("sieve location " + path + " needs a home directory"));
  const std::string relative = path == "~" ? "" : path.starts_with("~/") ? path.substr(2) : path;
  return normalized(home + "/" + relative);
}

}  // namespace

base::Result<Location> parse_location(std::string_view text, const std::string& home) {
  const std::size_t colon = text.find(':');
  const std::size_t slash = text.find('/');
  if (colon != std::string_view::npos && colon < slash) {
    const std::string_view type = text.substr(0, colon);
    if (type != "file") {
      return base::Unexpected(
          base::permanent("sieve location of type '" + std::string(type) + "' is not supported"));
    }
    text.remove_prefix(colon + 1);
  }
  const std::vector<std::string> parts = base::split_doubled(text, ';');
  Location location;
  auto path = absolute(parts[0], home);
  if (!path) return base::Unexpected(path.error());
  location.path = std::move(*path);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto option = base::split_once(parts[i], '=');
    if (!option) continue;
    if (option->first == "name") location.name = option->second;
    if (option->first == "active") {
      auto active = absolute(std::string(option->second), home);
      if (!active) return base::Unexpected(active.error());
      location.active = std::move(*active);
    }
  }
  return location;
}

}  // namespace dovetail::lmtp::scripts
