// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <utility>

#include "libcommon/sql/failure.hpp"
#include "policy/greylist/rules.hpp"
#include "policy/greylist/store.hpp"

namespace dovetail::test {

// A greylist store in memory that behaves, and fails when a test says so.
class FakeGreylistStore final : public policy::greylist::Store {
 public:
  using ClientEntry = policy::greylist::ClientEntry;
  using TripletEntry = policy::greylist::TripletEntry;

  std::map<std::string, policy::greylist::TripletTimes> triplets;
  std::map<std::string, policy::greylist::ClientCount> clients;
  std::string poison;              // a commit with this triplet fails, as a row that the engine refuses
  sql::Failure poison_kind = sql::Failure::constraint;
  bool gone = false;               // everything fails, as a server that is not there
  bool recalls = false;            // knows everything by heart
  std::string troubled;            // trouble(): what is committed is in memory only
  int commits = 0;                 // tried ones
  std::size_t largest_commit = 0;  // entries that were changed

  bool recall(ClientEntry& entry) override { return recalls && read_clients({&entry, 1}); }
  bool recall(TripletEntry& entry) override { return recalls && read_triplets({&entry, 1}); }
  base::Result<void> read_clients(std::span<ClientEntry> entries) override {
    if (gone) return missing();
    for (ClientEntry& entry : entries) {
      const auto found = clients.find(entry.key);
      if (found != clients.end()) entry.count = found->second;
    }
    return {};
  }
  base::Result<void> read_triplets(std::span<TripletEntry> entries) override {
    if (gone) return missing();
    for (TripletEntry& entry : entries) {
      const auto found = triplets.find(entry.key);
      if (found != triplets.end()) entry.times = found->second;
    }
    return {};
  }
  base::Result<void> commit(std::span<const ClientEntry> some,
                            std::span<const TripletEntry> others) override {
    if (gone) return missing();
    ++commits;
    std::size_t changed = 0;
    for (const TripletEntry& entry : others) {
      if (entry.changed && entry.key == poison) {
        return base::Unexpected(sql::make_error(poison_kind, "poisoned"));
      }
      changed += entry.changed ? 1U : 0U;
    }
    largest_commit = std::max(largest_commit, changed);
    for (const TripletEntry& entry : others) {
      if (entry.changed) triplets[entry.key] = *entry.times;
    }
    for (const ClientEntry& entry : some) {
      if (entry.changed) clients[entry.key] = *entry.count;
    }
    return {};
  }
  std::string trouble() const override { return troubled; }
  base::Result<bool> tidy(const policy::greylist::Settings& settings, std::int64_t now) override {
    std::erase_if(triplets, [&](const auto& one) { return disposable(settings, one.second, now); });
    std::erase_if(clients, [&](const auto& one) { return expired(settings, one.second, now); });
    return false;
  }
  base::Result<Triplets> triplets_from(const std::string& cursor, std::size_t limit) override {
    return page<Triplets>(triplets, cursor, limit);
  }
  base::Result<Clients> clients_from(const std::string& cursor, std::size_t limit) override {
    return page<Clients>(clients, cursor, limit);
  }
  base::Result<void> forget(std::span<const std::string> some, std::span<const std::string> others) override {
    for (const std::string& key : some) {
      clients.erase(key);
    }
    for (const std::string& key : others) {
      triplets.erase(key);
    }
    return {};
  }

 private:
  static base::Unexpected<base::Error> missing() {
    return base::Unexpected(sql::make_error(sql::Failure::unreachable, "no store"));
  }
  template <class Page, class Rows>
  static Page page(const Rows& rows, const std::string& cursor, std::size_t limit) {
    Page result;
    for (auto row = rows.upper_bound(cursor); row != rows.end() && result.rows.size() < limit; ++row) {
      result.rows.push_back(*row);
    }
    if (result.rows.size() == limit) result.next = result.rows.back().first;
    return result;
  }
};

}  // namespace dovetail::test
