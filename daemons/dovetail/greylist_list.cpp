// SPDX-License-Identifier: MIT
#include <array>
#include <ctime>

#include "daemons/dovetail/greylist_access.hpp"
#include "daemons/dovetail/greylist_commands.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/base/text.hpp"

namespace dovetail::cli {
namespace {

using policy::greylist::CommandRow;

constexpr Option kListOptions[] = {
    kGreylistOptions[0],
    kGreylistOptions[1],
    {0, "clients", "", "Clients and their counts instead of triplets."},
    {0, "waiting", "", "Only triplets that have not passed."},
    {0, "match", "TEXT", "Only records whose key contains TEXT."},
};
constexpr Option kStatsOptions[] = {kGreylistOptions[0], kGreylistOptions[1]};

std::string when(std::int64_t seconds) {
  const std::time_t time = static_cast<std::time_t>(seconds);
  std::tm local{};
  ::localtime_r(&time, &local);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local)};
}

int run_list(const Invocation& invocation, Console& console) {
  int status = kSuccess;
  const auto access = GreylistAccess::open(invocation, console, status);
  if (!access) return status;
  const bool clients = invocation.has("clients");
  const std::string match = base::lowered(invocation.value("match").value_or(""));
  GreylistAccess::Parameters which;
  if (invocation.has("waiting")) which["waiting"] = "1";
  return for_each_record(*access, clients ? "clients" : "triplets", console, which, [&](const CommandRow& row) {
    if (base::lowered(row.key).find(match) == std::string::npos) return true;
    const std::string key = base::printable(row.key, 2000);
    console.out(clients ? std::to_string(row.first) + "  " + when(row.second) + "  " + key
                        : when(row.first) + "  " + when(row.second) + "  " + key);
    return true;
  });
}

int run_stats(const Invocation& invocation, Console& console) {
  int status = kSuccess;
  const auto access = GreylistAccess::open(invocation, console, status);
  if (!access) return status;
  const std::int64_t now = base::unix_seconds(base::SystemClock().wall());
  std::int64_t triplets = 0, never = 0, today = 0, clients = 0, successes = 0;
  status = for_each_record(*access, "triplets", console, {}, [&](const CommandRow& row) {
    ++triplets;
    never += row.first == row.second ? 1 : 0;
    today += now - row.second < 86400 ? 1 : 0;
    return true;
  });
  if (status != kSuccess) return status;
  status = for_each_record(*access, "clients", console, {}, [&](const CommandRow& row) {
    ++clients;
    successes += row.first;
    return true;
  });
  console.out("triplets                " + std::to_string(triplets));
  console.out("  seen once only        " + std::to_string(never));
  console.out("  seen in the last day  " + std::to_string(today));
  console.out("clients                 " + std::to_string(clients));
  console.out("  successes counted     " + std::to_string(successes));
  return status;
}

}  // namespace

const Command kGreylistList = {
    "greylist",   "list",  "", 0, 0, "List triplets with first and last sight, or clients with their counts.",
    kListOptions, run_list};
const Command kGreylistStats = {"greylist",    "stats",  "", 0, 0, "Count triplets and clients.",
                                kStatsOptions, run_stats};

}  // namespace dovetail::cli
