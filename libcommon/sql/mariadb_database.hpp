// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "libcommon/sql/database.hpp"
#include "libcommon/sql/mariadb.hpp"
#include "libcommon/sql/mariadb_link.hpp"
#include "libcommon/sql/mariadb_pipeline.hpp"
#include "libcommon/sql/statement_cache.hpp"

namespace dovetail::sql {

// A connection to a MariaDB or MySQL server as database.hpp describes it: of one thread at a time. A connection that is
// lost stays so: is_current() is false then, and whoever owns it opens another. `description` without credentials.
class MariadbDatabase final : public Database {
 public:
  MariadbDatabase(MariadbHandle handle, std::string description, const MariadbOptions& options);

  Dialect dialect() const override { return Dialect::mariadb; }
  std::string describe() const override { return description_; }
  base::Result<Statement> prepare(std::string_view query) override;
  Pipeline* pipeline() override { return pipeline_ ? &*pipeline_ : nullptr; }
  base::Result<Statement> query(std::string_view text) override;
  std::string escape(std::string_view value) override;
  base::Result<void> execute(std::string_view text) override;
  std::int64_t changes() const override { return link_.changes; }
  std::int64_t last_insert_id() const override { return link_.last_insert_id; }
  base::Result<void> begin(Begin mode) override;
  base::Result<void> commit() override;
  void rollback() noexcept override;
  base::Result<std::int64_t> data_version() override { return 0; }
  bool is_current() const override { return !link_.broken; }
  base::Result<void> ping() override;

 private:
  base::Result<std::unique_ptr<PreparedCursor>> compile(std::string_view query);

  std::string description_;
  MariadbLink link_;       // before the cache: its statements go first
  StatementCache cache_;
  std::optional<MariadbPipeline> pipeline_;
};

}  // namespace dovetail::sql
