// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/table/text_table.hpp"

namespace dovetail::table::text {

enum class PatternKind { pcre, regexp };

// pcre_table(5) and regexp_table(5): `/pattern/flags result` with $1 ${1} $(1) and $$ in the result,
// `!/pattern/…`, `if /pattern/flags` … `endif`. Both are matched by PCRE2: a regexp: table whose result
// depends on POSIX's longest match may capture differently, and basic regular expressions (flag x) are an
// error. The key is matched as it is, never in lower case. A pattern that exceeds the bounds of
// libcommon/regex on a key is a temporary error.
ReadTable read_patterns(std::string_view content, PatternKind kind);

}  // namespace dovetail::table::text
