// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::wire {

// xtext (RFC 3461 §4, used by ORCPT, ENVID, XFORWARD): bytes outside "!"…"~", "+" and "=" as +XX, upper-case
// hex.
std::string xtext_encode(std::string_view bytes);
std::optional<std::string> xtext_decode(
    std::string_view text);  // nothing for a bare "=", a lower-case or bad +XX

// tcp_table(5): "%" and every byte that does not print or is white space as %XX. Decoding accepts hex of any
// case.
std::string percent_encode(std::string_view bytes);
std::optional<std::string> percent_decode(std::string_view text);  // nothing for "%" without two hex digits

}  // namespace dovetail::wire
