// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::config {

// The types of setting values as Dovecot 2.3 reads them. The error is the text for the finding
// ("Invalid boolean value: on (use yes or no)").
using Problem = std::string;

base::Result<bool, Problem> parse_bool(std::string_view text);  // yes y 1 / no; nothing else
bool plugin_bool(std::string_view text);                        // plugin {}: not empty, not n N 0 f F…
base::Result<std::uint64_t, Problem> parse_number(std::string_view text);  // decimal, not negative
base::Result<unsigned, Problem> parse_octal(std::string_view text);        // 0660 or 432; at most 07777
base::Result<std::uint16_t, Problem> parse_port(std::string_view text);    // 0 to 65535
base::Result<std::uint64_t, Problem> parse_size(
    std::string_view text);  // bytes: 10M, 1 G, 512 KiB; 1024-based
base::Result<std::chrono::milliseconds, Problem> parse_time(std::string_view text);  // 5 mins, 2s, 500 ms, 0
base::Result<std::chrono::seconds, Problem> parse_seconds(std::string_view text);    // ms only by thousands
std::vector<std::string> parse_words(std::string_view text);  // separated by space, TAB or comma

// Canonical forms, as doveconf prints them: "5 hours", "10 M".
std::string format_time(std::chrono::milliseconds time);
std::string format_size(std::uint64_t bytes);

}  // namespace dovetail::config
