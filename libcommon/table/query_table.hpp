// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libcommon/sql/database.hpp"
#include "libcommon/table/answer.hpp"
#include "libcommon/table/bound_query.hpp"
#include "libcommon/table/domain_list.hpp"
#include "libcommon/table/expansion.hpp"

namespace dovetail::table {

// What one query file says besides where its database is: which keys are asked, how, and what becomes of the
// rows. mysql_table(5), sqlite_table(5). Immutable once made; lookups from several threads at once are safe
// as long as each brings its own Database.
class QueryTable {
 public:
  struct Settings {
    std::string query;
    std::string result_format = "%s";
    std::uint64_t expansion_limit = 0;  // 0: none
    bool require_result_set = true;     // MariaDB: a statement without one is an error, else "not found"
  };

  // Errors are permanent: a template that is none.
  static base::Result<QueryTable> make(const Settings& settings, DomainList domains, sql::Dialect dialect);

  // False: the key cannot be in the table ("domain", or %d and %u without their part), no query is needed.
  bool may_hold(std::string_view key) const;

  // Asks the database. Unlike the rest of the tree's SQL the text is the administrator's; the key is bound,
  // or escaped where the template leaves no other way. Errors carry a sql::Failure as code.
  Answer lookup(sql::Database& database, std::string_view key) const;

  // The same beside an event loop: puts the question behind others on `pipeline`, and finish() reads its answer.
  // False: it does not go this way, lookup() on a worker.
  bool send(sql::Pipeline& pipeline, std::string_view key) const;
  Answer finish(sql::Statement& statement, std::string_view key) const;

  // Several keys (kMostTogether at most) by one statement, where the query allows it: all of them as one entry of the
  // pipeline. False: it was not prepared on this connection, or does not go this way.
  static constexpr std::size_t kMostTogether = 16;
  bool may_be_joined() const { return joined_ != nullptr && !joined_->failed; }
  bool send_joined(sql::Pipeline& pipeline, std::span<const std::string_view> keys) const;
  // One answer for each key; an error is that of the statement, and each key had better be asked alone.
  base::Result<std::vector<Answer>> finish_joined(sql::Statement& statement, std::span<const std::string_view> keys) const;
  // Prepares it; blocks. What a server does not take so is not tried again: may_be_joined().
  void prepare_joined(sql::Database& database) const;

  bool is_bound() const { return bound_.has_value(); }
  bool has_unquoted_part() const { return unquoted_; }
  bool is_call() const { return call_; }  // a procedure, which may write: never repeated by us

 private:
  QueryTable(Template query, Template format, Settings settings, DomainList domains, sql::Dialect dialect);
  base::Result<sql::Statement> start(sql::Database& database, const Parts& key) const;
  void add_values(std::string_view key, std::vector<std::string>& values) const;
  void join();

  struct Joined {
    std::vector<std::pair<std::size_t, std::string>> forms;  // for so many keys
    std::atomic<bool> failed{false};
  };

  Template query_;
  Template format_;
  Settings settings_;
  DomainList domains_;
  Needs key_needs_;
  Needs value_needs_;
  sql::Dialect dialect_;
  std::optional<BoundQuery> bound_;
  std::unique_ptr<Joined> joined_;
  bool unquoted_ = false;
  bool call_ = false;
};

}  // namespace dovetail::table
