// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <variant>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/sql/host_states.hpp"
#include "libcommon/sql/mariadb.hpp"
#include "libcommon/sql/sqlite.hpp"

namespace dovetail::sql {

struct MariadbCluster {
  std::vector<MariadbHost> hosts{};   // none: one host with the library's defaults; order: see Connection
  MariadbOptions options{};
  std::chrono::milliseconds first_retry{500};   // a host that could not be reached is left out so long,
  std::chrono::milliseconds last_retry{60'000}; // doubled at each further failure up to this;
  // While there is no other host, one that refused at once is asked again after so long. Asking one that keeps us
  // waiting costs a worker each time: it is left out for its whole time.
  std::chrono::milliseconds probe{60'000};
};

using Source = std::variant<SqliteOptions, MariadbCluster>;

// A connection that a worker keeps: opened at first use, reopened when it was lost or its SQLite file replaced,
// over to the next host when one does not answer. Unix sockets are preferred to TCP; among equals each Connection
// begins at another host (`number`), so that the workers of a pool spread. Hosts that failed are left out for a
// while; if all are, the one that has been for longest is tried again after `probe`, else the last error is given at
// once. One thread; `hosts` may be shared with other connections to the same cluster (none: its own).
class Connection {
 public:
  Connection(Source source, const base::Clock& clock, std::size_t number = 0,
             std::shared_ptr<HostStates> hosts = nullptr);

  base::Result<Database*> get();   // valid until the next call of get() or forget()
  // The open connection, if there is one that needs no look at before it is used; null: get() may wait.
  Database* open_now();
  bool is_open() const { return database_ != nullptr; }   // as far as we know
  void forget();                   // closes; the next get() opens anew

  // Runs `work` (Database& -> base::Result<…>). If the connection turns out lost, once more on a new one: only for
  // work that may run twice, such as reading or a whole transaction that the loss has undone.
  template <class Work>
  auto run(Work&& work) -> std::invoke_result_t<Work&, Database&> {
    for (bool again = true;; again = false) {
      auto database = get();
      if (!database) {
        return base::Unexpected(std::move(database).error());
      }
      auto result = work(**database);
      if (result || !worth_repeating(result.error()) || !again) {
        return result;
      }
    }
  }

 private:
  base::Result<std::unique_ptr<Database>> open();
  base::Result<std::unique_ptr<Database>> open_cluster(const MariadbCluster& cluster);
  base::Result<std::unique_ptr<Database>> open_host(std::size_t host, const MariadbCluster& cluster);
  bool worth_repeating(const base::Error& error);

  Source source_;
  const base::Clock& clock_;
  std::shared_ptr<HostStates> hosts_;
  std::vector<std::size_t> order_;   // in which the hosts are tried
  std::size_t current_ = 0;          // the host that database_ is connected to
  base::MonoTime last_use_{};
  std::unique_ptr<Database> database_;
};

}  // namespace dovetail::sql
