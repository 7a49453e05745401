// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace dovetail::vars {

// The long name of a letter: 'u' → "user"; "" for a letter that stands for nothing.
std::string_view long_name(char letter);
// One name for each of a group: "remote_ip" → "rip", "mechanism" → "mech"; other names stay.
std::string_view canonical_name(std::string_view name);

}  // namespace dovetail::vars
