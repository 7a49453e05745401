// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "lmtp/envelope.hpp"

namespace dovetail::lmtp::protocol {

inline constexpr std::string_view kForwardedNames = "NAME ADDR PORT PROTO HELO IDENT SOURCE";

// Reads "NAME=value …" (Postfix XFORWARD_README; values in xtext) into `forwarded`; [UNAVAILABLE] and
// [TEMPUNAVAIL] empty it. False, and nothing changed, for an unknown name, a bad or too long value.
bool parse_xforward(std::string_view arguments, Forwarded& forwarded);

}  // namespace dovetail::lmtp::protocol
