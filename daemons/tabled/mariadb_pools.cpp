// SPDX-License-Identifier: MIT
#include "daemons/tabled/mariadb_pools.hpp"

#include <utility>

#include "libcommon/event/loop.hpp"
#include "libcommon/sql/failure.hpp"
#include "libcommon/table/maps/direct.hpp"

namespace dovetail::tabled {
namespace {

constexpr std::chrono::seconds kLook{1};

base::Error for_peer(base::Error error) {
  if (error.text.empty()) error.text = error.detail;
  return error;
}

}  // namespace

// One key of one table.
class MariadbPools::Question final : public sqlpool::Query {
 public:
  Question(Landing& landing, std::shared_ptr<const table::maps::Map> map, const table::maps::Table& table,
           std::string_view key)
      : landing_(landing), map_(std::move(map)), table_(table), key_(key) {}

  bool wanted() const override { return landing_.query_wanted(table_, key_); }
  bool send(sql::Pipeline& pipeline) override { return query().send(pipeline, key_); }
  // A server that is merely busy is not asked again at once; other failures may be mended by a new connection.
  bool read(sql::Statement& statement) override {
    answer = query().finish(statement, key_);
    return answer || sql::failure_of(answer.error()) == sql::Failure::busy;
  }
  base::Result<void> run(sql::Connection& connection) override {
    answer = table::maps::ask_server(*table_.mariadb(), connection, key_);
    return answer ? base::Result<void>() : base::Unexpected(answer.error());
  }
  void fail(base::Error error) override { answer = base::Unexpected(for_peer(std::move(error))); }
  void landed() override { landing_.query_landed(table_, key_, std::move(answer)); }

  const void* family() const override { return query().may_be_joined() ? &table_ : nullptr; }
  bool send_together(sql::Pipeline& pipeline, sqlpool::Queries all) override {
    return query().send_joined(pipeline, keys_of(all));
  }
  bool read_together(sql::Statement& statement, sqlpool::Queries all) override {
    auto answers = query().finish_joined(statement, keys_of(all));
    for (std::size_t i = 0; answers && i < all.size(); ++i)
      static_cast<Question&>(*all[i]).answer = std::move((*answers)[i]);
    return answers.has_value();
  }
  void prepare_together(sql::Database& database) override { query().prepare_joined(database); }

  table::Answer answer = table::not_found();

 private:
  const table::QueryTable& query() const { return table_.mariadb()->query; }
  static std::vector<std::string_view> keys_of(sqlpool::Queries all) {
    std::vector<std::string_view> keys;
    for (const auto& one : all)
      keys.push_back(static_cast<const Question&>(*one).key_);
    return keys;
  }

  Landing& landing_;
  std::shared_ptr<const table::maps::Map> map_;  // keeps the table alive
  const table::maps::Table& table_;
  std::string key_;
};

MariadbPools::MariadbPools(event::Loop& loop, const base::Clock& clock, Landing& landing,
                           std::size_t connections)
    : loop_(loop),
      clock_(clock),
      landing_(landing),
      limits_{.connections = connections},
      look_timer_(loop, [this] { look_around(); }),
      workers_(loop, {.name = "sql", .threads = 2 * connections, .queue_limit = 32 * connections}) {
  look_timer_.schedule(kLook);
}

MariadbPools::Sent MariadbPools::send(std::shared_ptr<const table::maps::Map> map,
                                      const table::maps::Table& table, std::string_view key, bool alone) {
  const table::maps::MariadbTable& mariadb = *table.mariadb();
  Kept& kept = pools_[mariadb.source_key];
  if (!kept.pool) {
    kept.pool = std::make_unique<sqlpool::Pool>(sqlpool::Pool::Parts{loop_, clock_, workers_},
                                                mariadb.source.cluster, limits_);
  }
  kept.idle_interval = mariadb.source.idle_interval;  // not part of the key: the last table's counts
  const auto question = std::make_shared<Question>(landing_, std::move(map), table, key);
  switch (kept.pool->send(question, alone)) {
    case sqlpool::Pool::Sent::later: return {};
    case sqlpool::Pool::Sent::at_once: return {.answer = std::move(question->answer)};
    case sqlpool::Pool::Sent::refused: break;
  }
  return {.accepted = false};
}

void MariadbPools::look_around() {
  for (auto at = pools_.begin(); at != pools_.end();) {
    at->second.pool->look_around(at->second.idle_interval);
    at = at->second.pool->at_rest() ? pools_.erase(at) : std::next(at);
  }
  look_timer_.schedule(kLook);
}

}  // namespace dovetail::tabled
