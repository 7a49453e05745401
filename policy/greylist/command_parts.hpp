// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "policy/greylist/commands.hpp"
#include "policy/greylist/ip_address.hpp"

namespace dovetail::policy::greylist {

// The parts of run_command(), one function a command; see commands.hpp for their parameters.
struct CommandContext {
  const CommandCall& call;
  Store& store;
  const Rulebook& rules;
  std::int64_t now;
};

CommandAnswer show_record(const CommandContext& context);  // command_records.cpp
CommandAnswer allow_record(const CommandContext& context);
CommandAnswer forget_record(const CommandContext& context);
CommandAnswer import_rows(const CommandContext& context);
CommandAnswer explain(const CommandContext& context);  // command_explain.cpp
CommandAnswer show_whitelist_entry(const CommandContext& context);

CommandAnswer store_failed(const base::Error& error);
std::string time_text(std::int64_t unix_seconds);  // "2026-11-22 18:33:24", local time
std::string duration_text(std::int64_t seconds);   // "4 min 59 s"

}  // namespace dovetail::policy::greylist
