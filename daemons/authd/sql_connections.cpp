// SPDX-License-Identifier: MIT
#include "daemons/authd/sql_connections.hpp"

#include <atomic>
#include <map>
#include <memory>

#include "libcommon/sql/connection.hpp"

namespace dovetail::authd {

namespace {

// The connections of one thread, for one setup: a reload drops them.
struct Connections {
  std::uint64_t serial = 0;
  std::map<std::pair<std::size_t, std::chrono::milliseconds>, std::unique_ptr<sql::Connection>> all;
};

std::size_t thread_number() {
  static std::atomic<std::size_t> last{0};
  thread_local const std::size_t number = last++;
  return number;
}

sql::Connection& connection(const sasl::Setup& setup, std::size_t database, const base::Clock& clock,
                            std::chrono::milliseconds most) {
  thread_local Connections connections;
  if (connections.serial != setup.serial) {
    connections.all.clear();
    connections.serial = setup.serial;
  }
  auto& slot = connections.all[{database, most}];
  if (!slot) {
    sql::Source source = setup.databases.at(database).source;
    if (auto* file = std::get_if<sql::SqliteOptions>(&source)) {
      file->time_limit = most;
    }
    slot = std::make_unique<sql::Connection>(std::move(source), clock, thread_number());
  }
  return *slot;
}

}  // namespace

sasl::SqlReply run_on_this_thread(const sasl::Setup& setup, const sasl::AskSql& question,
                                  const base::Clock& clock, std::chrono::milliseconds most) {
  return connection(setup, question.database, clock, most).run([&](sql::Database& database) {
    return sasl::run_query(database, question.query, question.most_rows);
  });
}

}  // namespace dovetail::authd
