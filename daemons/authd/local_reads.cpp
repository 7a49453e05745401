// SPDX-License-Identifier: MIT
#include "daemons/authd/local_reads.hpp"

#include "libcommon/sql/failure.hpp"
#include "sasl/passdb/sql_query.hpp"

namespace dovetail::authd {

namespace {

constexpr std::chrono::milliseconds kTimeLimit{50};  // far more than a lookup by key; all others wait meanwhile

}  // namespace

LocalReads::~LocalReads() {
  turn_ended();
}

LocalReads::File& LocalReads::file(const Setup& setup, std::size_t database) {
  const Key key{setup->serial, database};
  const auto known = files_.find(key);
  if (known != files_.end()) {
    return known->second;
  }
  close_unused();
  sql::Source source = setup->databases.at(database).source;
  auto& options = std::get<sql::SqliteOptions>(source);
  options.busy_timeout = std::chrono::milliseconds(0);  // a worker may wait, not the loop
  options.time_limit = kTimeLimit;
  return files_.try_emplace(key, setup, std::move(source), clock_).first->second;
}

// A failure here is nobody's answer yet: the lookup itself will meet it, and say so.
void LocalReads::lock(File& file) {
  loop_.at_turn_end(*this);
  const auto database = file.connection.get();
  if (database && (*database)->reading_holds_off_writers() && (*database)->begin(sql::Begin::deferred)) {
    file.locked = *database;
  } else {
    file.plain = true;
  }
}

sasl::SqlReply LocalReads::run(const Setup& setup, const sasl::AskSql& question) {
  File& from = file(setup, question.database);
  if (from.locked == nullptr && !from.plain) {
    lock(from);
  }
  if (from.locked != nullptr) {
    auto reply = sasl::run_query(*from.locked, question.query, question.most_rows);
    const auto failure = reply ? sql::Failure::query : sql::failure_of(reply.error());
    if (failure == sql::Failure::query) {
      return reply;
    }
    std::exchange(from.locked, nullptr)->rollback();
    if (failure == sql::Failure::busy || failure == sql::Failure::timed_out) {
      return reply;
    }
    from.plain = true;  // once more, in its own way
  }
  return from.connection.run([&](sql::Database& database) {
    return sasl::run_query(database, question.query, question.most_rows);
  });
}

void LocalReads::turn_ended() {
  for (auto& [key, file] : files_) {
    if (auto* database = std::exchange(file.locked, nullptr); database != nullptr && !database->commit()) {
      database->rollback();
    }
    file.plain = false;
  }
}

// Files of setups that nobody has any more.
void LocalReads::close_unused() {
  std::erase_if(files_, [](const auto& one) { return one.second.setup.expired() && one.second.locked == nullptr; });
}

}  // namespace dovetail::authd
