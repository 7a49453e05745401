// SPDX-License-Identifier: MIT
#pragma once

#include "daemons/dovetail/command.hpp"

namespace dovetail::cli {

extern const Command kGreylistList;  // greylist_list.cpp
extern const Command kGreylistStats;
extern const Command kGreylistShow;  // greylist_one.cpp
extern const Command kGreylistAllow;
extern const Command kGreylistForget;
extern const Command kGreylistExplain;
extern const Command kGreylistWhitelist;
extern const Command kGreylistImport;  // greylist_transfer.cpp
extern const Command kGreylistExport;
extern const Command kGreylistReport;  // greylist_report.cpp

}  // namespace dovetail::cli
