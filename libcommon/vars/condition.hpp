// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::vars {

// %{if;left;operator;right;…}: == != < <= > >= compare numbers (an operand that is none is an error), eq ne
// lt le gt ge compare bytes, * and !* match with wildcards, ~ and !~ search a regular expression. Case
// counts.
base::Result<bool, std::string> compare(std::string_view left, std::string_view op, std::string_view right);

// "a?c", "*.org": ? is one byte, * any number. Linear in time for each '*'.
bool wildcard_match(std::string_view pattern, std::string_view text);

}  // namespace dovetail::vars
