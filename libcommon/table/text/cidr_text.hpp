// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/table/text_table.hpp"

namespace dovetail::table::text {

// cidr_table(5): `network result`, `!network result`, `if network` … `endif`. Keys that are no address are
// not there.
ReadTable read_cidr(std::string_view content);

}  // namespace dovetail::table::text
