// SPDX-License-Identifier: MIT
#include "daemons/authd/sql_connections.hpp"

#include <atomic>
#include <vector>

#include "libcommon/sql/connection.hpp"

namespace dovetail::authd {

namespace {

// The connections of one thread, for one setup: a reload drops them.
struct Connections {
  std::uint64_t serial = 0;
  std::vector<std::unique_ptr<sql::Connection>> all;
};

std::size_t thread_number() {
  static std::atomic<std::size_t> last{0};
  thread_local const std::size_t number = last++;
  return number;
}

sql::Connection& connection(const sasl::Setup& setup, std::size_t database, const base::Clock& clock) {
  thread_local Connections connections;
  if (connections.serial != setup.serial) {
    connections.all.clear();
    connections.serial = setup.serial;
  }
  if (connections.all.size() < setup.databases.size()) {
    connections.all.resize(setup.databases.size());
  }
  auto& slot = connections.all.at(database);
  if (!slot) {
    slot = std::make_unique<sql::Connection>(setup.databases.at(database).source, clock, thread_number());
  }
  return *slot;
}

}  // namespace

sasl::SqlReply run_on_this_thread(const sasl::Setup& setup, const sasl::AskSql& question,
                                  const base::Clock& clock) {
  return connection(setup, question.database, clock).run([&](sql::Database& database) {
    return sasl::run_query(database, question.query, question.most_rows);
  });
}

}  // namespace dovetail::authd
