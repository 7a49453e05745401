// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/config/filter.hpp"
#include "libcommon/config/foreign.hpp"
#include "libcommon/config/reader.hpp"

namespace dovetail::config {

// The usual start of a daemon's configuration: read, check the filters. What a daemon then does:
//   Findings findings;
//   Document document = load(path, DiskSource(), findings);
//   Section view = resolve(document, {.protocol = "lmtp"});
//   CommonSettings common = read_common(document, view, findings);
//   auto settings = settings_schema().read(view, findings);
//   check_names(document, {&common_schema(), &settings_schema()}, findings);
//   check_unsupported(view, {.delivery = true}, findings);
//   for (const Finding& f : findings.sorted()) …   // exit 78 if findings.has_errors(), 66 if is_unreadable()
Document load(const std::string& path, const FileSource& source, Findings& findings);

// Default configuration file: /etc/dovetail/dovetail.conf.
extern const char* const kDefaultFile;

}  // namespace dovetail::config
