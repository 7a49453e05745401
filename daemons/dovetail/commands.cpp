// SPDX-License-Identifier: MIT
// The table of subcommands: one line each, in the order of the help.
#include <array>

#include "daemons/dovetail/auth_commands.hpp"
#include "daemons/dovetail/command.hpp"
#include "daemons/dovetail/config_commands.hpp"
#include "daemons/dovetail/greylist_commands.hpp"
#include "daemons/dovetail/sieve_commands.hpp"
#include "daemons/dovetail/system_commands.hpp"
#include "daemons/dovetail/table_commands.hpp"

namespace dovetail::cli {

std::span<const Command> commands() {
  static const std::array kCommands = {
      kConfigCheck,
      kConfigShow,
      kConfigSample,
      kAuthTest,
      kAuthLogin,
      kAuthLookup,
      kAuthCacheFlush,
      kUser,
      kPw,
      kGreylistList,
      kGreylistShow,
      kGreylistAllow,
      kGreylistForget,
      kGreylistExplain,
      kGreylistWhitelist,
      kGreylistStats,
      kGreylistReport,
      kGreylistImport,
      kGreylistExport,
      kSieveCheck,
      kSieveRun,
      kTableGet,
      kTableTrace,
      kTableList,
      kTableFlush,
      kTableConvert,
      kSystemdSockets,
      kPostfixSnippet,
  };
  return kCommands;
}

}  // namespace dovetail::cli
