// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace dovetail::table::text {

// Postfix's braces, as in unionmap:{a, b} and inline:{ {k = v}, … }. Views into the text.

// The inside of "{…}" without white space around it; nothing unless the whole text is one balanced pair.
std::optional<std::string_view> inside_braces(std::string_view text);

// The parts between commas and white space outside of braces; a part "{ … }" keeps its braces. Nothing if
// braces do not balance.
std::optional<std::vector<std::string_view>> split_outside_braces(std::string_view text);

}  // namespace dovetail::table::text
