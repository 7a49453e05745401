// SPDX-License-Identifier: MIT
#include "libcommon/table/flights.hpp"

#include <algorithm>

namespace dovetail::table {

std::string Flights::name_of(TableId table, std::string_view key) {
  std::string name(reinterpret_cast<const char*>(&table), sizeof table);
  return name.append(key);
}

bool Flights::join(TableId table, std::string_view key, Waiter waiter) {
  const auto [at, first] = flights_.try_emplace(name_of(table, key));
  at->second.push_back(waiter);
  return first;
}

std::vector<Flights::Waiter> Flights::land(TableId table, std::string_view key) {
  const auto at = flights_.find(name_of(table, key));
  if (at == flights_.end()) return {};
  std::vector<Waiter> waiters = std::move(at->second);
  flights_.erase(at);
  return waiters;
}

void Flights::leave(TableId table, std::string_view key, Waiter waiter) {
  const auto at = flights_.find(name_of(table, key));
  if (at == flights_.end()) return;
  at->second.erase(std::remove(at->second.begin(), at->second.end(), waiter), at->second.end());
  if (at->second.empty()) flights_.erase(at);
}

}  // namespace dovetail::table
