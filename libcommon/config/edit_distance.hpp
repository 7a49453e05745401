// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace dovetail::config {

// Levenshtein's distance with neighbouring letters swapped counted as one: how far a typing mistake is from a
// name. Both texts are short names; longer than 100 bytes counts as infinitely far.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace dovetail::config
