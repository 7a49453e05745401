// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dovetail::lmtp::scripts {

// Paths of the *.sieve files in a directory, in byte order; nothing if `path` is no directory.
std::optional<std::vector<std::string>> scripts_of(const std::string& path);

bool is_directory(const std::string& path);

}  // namespace dovetail::lmtp::scripts
