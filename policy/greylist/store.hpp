// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libcommon/base/result.hpp"
#include "policy/greylist/records.hpp"
#include "policy/greylist/settings.hpp"

namespace dovetail::policy::greylist {

// What is remembered of triplets and clients. One thread at a time, which may block. Errors carry a
// sql::Failure as code. Implementations: SqliteStore (one host), MariadbStore (shared by hosts), and a fake
// for tests.
class Store {
 public:
  virtual ~Store() = default;

  // Fills in a record if it is known without waiting for anything, as read_clients() and read_triplets()
  // would. False: it must be read.
  virtual bool recall(ClientEntry& /*entry*/) { return false; }
  virtual bool recall(TripletEntry& /*entry*/) { return false; }

  // Fills in the records of the entries' keys. Whoever reads also calls commit(), be it with nothing: a
  // transaction may be open until then.
  virtual base::Result<void> read_clients(std::span<ClientEntry> entries) = 0;
  virtual base::Result<void> read_triplets(std::span<TripletEntry> entries) = 0;

  // Stores the entries marked as changed, all or none. When it returns, SIGKILL forgets nothing of it; a
  // power cut may forget the last second.
  virtual base::Result<void> commit(std::span<const ClientEntry> clients,
                                    std::span<const TripletEntry> triplets) = 0;

  // One short step of work that can wait (moving records to their place, removing old ones). True: there is
  // more.
  virtual base::Result<bool> tidy(const Settings& settings, std::int64_t now) = 0;

  // Some records and where the next call goes on; an empty `next` is the end. Start with an empty cursor.
  // What is changed between two calls may be seen or not.
  struct Triplets {
    std::vector<std::pair<std::string, TripletTimes>> rows;
    std::string next;
  };
  struct Clients {
    std::vector<std::pair<std::string, ClientCount>> rows;
    std::string next;
  };
  virtual base::Result<Triplets> triplets_from(const std::string& cursor, std::size_t limit) = 0;
  virtual base::Result<Clients> clients_from(const std::string& cursor, std::size_t limit) = 0;

  // Forgets these keys; those that were not known are no error.
  virtual base::Result<void> forget(std::span<const std::string> clients,
                                    std::span<const std::string> triplets) = 0;

  // The last call: what is in memory only is saved, if that is possible now. Fails if it is lost, and says why.
  virtual base::Result<void> close(const Settings& /*settings*/, std::int64_t /*now*/) { return {}; }

  // May tidy() be called on another thread beside all the others?
  virtual bool tidies_beside() const { return false; }

  // Not empty: changes are kept in memory only, and why (disk full, read only). For the log.
  virtual std::string trouble() const { return {}; }
};

}  // namespace dovetail::policy::greylist
