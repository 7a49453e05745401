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
  Landed& flight = at->second;
  flight.known = true;
  (flight.doubtful ? flight.behind : flight.waiters).push_back(waiter);
  return first;
}

Flights::Landed Flights::land(TableId table, std::string_view key) {
  const auto at = flights_.find(name_of(table, key));
  if (at == flights_.end()) return {};
  Landed landed = std::move(at->second);
  flights_.erase(at);
  return landed;
}

void Flights::leave(TableId table, std::string_view key, Waiter waiter) {
  const auto at = flights_.find(name_of(table, key));
  if (at == flights_.end()) return;
  Landed& flight = at->second;
  for (std::vector<Waiter>* list : {&flight.waiters, &flight.behind})
    list->erase(std::remove(list->begin(), list->end(), waiter), list->end());
  if (flight.waiters.empty() && flight.behind.empty()) flights_.erase(at);
}

bool Flights::waits_for(TableId table, std::string_view key) const {
  return flights_.count(name_of(table, key)) > 0;
}

void Flights::doubt() {
  for (auto& [name, flight] : flights_)
    flight.doubtful = true;
}

void Flights::doubt(TableId table) {
  const std::string prefix = name_of(table, {});
  for (auto& [name, flight] : flights_) {
    if (name.compare(0, prefix.size(), prefix) == 0) flight.doubtful = true;
  }
}

void Flights::doubt(TableId table, std::string_view key) {
  const auto at = flights_.find(name_of(table, key));
  if (at != flights_.end()) at->second.doubtful = true;
}

}  // namespace dovetail::table
