// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "daemons/dovetail/command.hpp"
#include "libcommon/config/load.hpp"

namespace dovetail::cli {

// Every declared table of the suite: what `config check`, `config show`, the sample file and the manual go
// by.
const std::vector<const config::SchemaBase*>& all_schemas();

// Everything that is wrong with a configuration for any daemon of the suite: what each finds with --check,
// and the names that none of them has.
struct CheckedFile {
  config::Document document;
  config::Findings findings;
};
CheckedFile check_file(const std::string& path);

// 0, 66 (unreadable) or 78.
int status_of(const config::Findings& findings);

// Prints the findings; notes only if asked for.
void print_findings(const config::Findings& findings, bool with_notes, Console& console);

}  // namespace dovetail::cli
