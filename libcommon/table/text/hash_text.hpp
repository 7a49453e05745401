// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/table/text_table.hpp"

namespace dovetail::table::text {

// The source of a hash:, btree:, lmdb: … or texthash: table as postmap(1) reads it: "key value" lines. The
// key ends at the first white space outside of double quotes; with `fold` keys are in lower case. A line
// without key or value is a warning, a repeated key too: the first one stays.
ReadTable read_hash(std::string_view content, bool fold);

// inline:{ key=value, { key = value with spaces } } without "inline:".
ReadTable read_inline(std::string_view specification, bool fold);

// static:value, or static:{ value with spaces }, without "static:": the same answer to every key.
ReadTable read_static(std::string_view specification);

}  // namespace dovetail::table::text
