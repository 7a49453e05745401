// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

namespace dovetail::sql {

// Cuts a script at the semicolons that stand outside of quotes and comments; parts that are blank or only comment
// are left out. For schema steps of ours, not for foreign input: no procedure bodies, no DELIMITER.
std::vector<std::string_view> split_statements(std::string_view script);

}  // namespace dovetail::sql
