// SPDX-License-Identifier: MIT
#include "policy/greylist/commands.hpp"

#include <algorithm>
#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/tab_fields.hpp"
#include "policy/greylist/command_parts.hpp"
#include "policy/greylist/rules.hpp"

namespace dovetail::policy::greylist {
namespace {

constexpr std::size_t kPage = 250;

struct Command {
  std::string_view name;
  CommandKind kind;
  CommandAnswer (*run)(const CommandContext& context);
};

template <class Page>
void add_next(const Page& page, CommandAnswer& answer) {
  if (!page.next.empty()) answer.text += "NEXT\t" + page.next + "\n";
}

CommandAnswer list_triplets(const CommandContext& c) {
  const auto page = c.store.triplets_from(c.call.get("cursor"), kPage);
  if (!page) return store_failed(page.error());
  const bool waiting = c.call.get("waiting") == "1";
  CommandAnswer answer;
  for (const auto& [key, times] : page->rows) {
    if (waiting && has_passed(c.rules.settings, times)) continue;
    answer.text += command_row(key, times.first, times.last);
  }
  add_next(*page, answer);
  return answer;
}

CommandAnswer list_clients(const CommandContext& c) {
  const auto page = c.store.clients_from(c.call.get("cursor"), kPage);
  if (!page) return store_failed(page.error());
  CommandAnswer answer;
  for (const auto& [key, count] : page->rows) {
    answer.text += command_row(key, count.count, count.last);
  }
  add_next(*page, answer);
  return answer;
}

constexpr std::array kCommands = std::to_array<Command>({
    {"triplets", CommandKind::looks, list_triplets},
    {"clients", CommandKind::looks, list_clients},
    {"show", CommandKind::looks, show_record},
    {"explain", CommandKind::looks, explain},
    {"whitelist", CommandKind::looks, show_whitelist_entry},
    {"allow", CommandKind::changes, allow_record},
    {"forget", CommandKind::changes, forget_record},
    {"import", CommandKind::changes, import_rows},
});

const Command* find(std::string_view name) {
  const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                  [&](const Command& command) { return command.name == name; });
  return found == kCommands.end() ? nullptr : &*found;
}

}  // namespace

std::string CommandCall::get(std::string_view name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

CommandKind command_kind(std::string_view name) {
  const Command* command = find(name);
  return command == nullptr ? CommandKind::none : command->kind;
}

CommandAnswer run_command(std::string_view name, const CommandCall& call, Store& store, const Rulebook& rules,
                          base::WallTime clock) {
  const Command* command = find(name);
  if (command == nullptr) return {404, "no such command\n"};
  return command->run({call, store, rules, base::unix_seconds(clock)});
}

CommandAnswer store_failed(const base::Error& error) {
  return {503, error.detail + "\n"};
}

std::string command_row(std::string_view key, std::int64_t first, std::int64_t second) {
  return wire::tab_escaped(key) + "\t" + std::to_string(first) + "\t" + std::to_string(second) + "\n";
}

std::optional<CommandRow> parse_command_row(std::string_view line) {
  const auto fields = base::split(line, '\t');
  if (fields.size() != 3) return std::nullopt;
  const auto first = base::to_number<std::int64_t>(fields[1]);
  const auto second = base::to_number<std::int64_t>(fields[2]);
  if (!first || !second || fields[0].empty()) return std::nullopt;
  return CommandRow{wire::tab_unescaped(fields[0]), *first, *second};
}

}  // namespace dovetail::policy::greylist
