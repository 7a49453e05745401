// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace dovetail::lmtp::message {

// A Unicode scalar value: no surrogate, nothing above U+10FFFF.
bool is_character(std::uint32_t c);
void append_utf8(std::string& out, std::uint32_t c);

}  // namespace dovetail::lmtp::message
