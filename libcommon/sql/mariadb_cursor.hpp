// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libcommon/sql/mariadb_link.hpp"
#include "libcommon/sql/mariadb_packets.hpp"
#include "libcommon/sql/mariadb_row.hpp"
#include "libcommon/sql/statement_cache.hpp"

namespace dovetail::sql {

// A server-side prepared statement. All columns are fetched as text into buffers that stay, so a row costs no
// allocation unless a value is longer than any before it.
class MariadbCursor final : public PreparedCursor {
 public:
  MariadbCursor(MariadbLink& link, MariadbStatementHandle handle, std::string_view text);

  void bind_text(int parameter, std::string_view text) override;
  void bind_blob(int parameter, std::string_view bytes) override;
  void bind_integer(int parameter, std::int64_t value) override;
  void bind_null(int parameter) override;
  base::Result<bool> step() override;
  base::Result<bool> next_result() override;
  void reset() noexcept override;

  int columns() const override { return row_.columns(); }
  std::string_view name(int column) const override { return row_.name(column); }
  bool is_null(int column) const override { return row_.is_null(column); }
  std::string_view text(int column) override { return row_.text(column); }
  std::int64_t integer(int column) override;
  bool outdated() const override { return shape_.changed; }

  // For a Pipeline, which executes the statement without the library.
  std::uint32_t id() const { return static_cast<std::uint32_t>(handle_->stmt_id); }
  std::size_t parameters() const { return binds_.size(); }
  ResultShape& shape() { return shape_; }

 private:
  enum class State { idle, rows, done };
  struct Parameter {
    std::string text;
    std::int64_t integer = 0;
    unsigned long length = 0;
  };

  MYSQL_BIND* parameter(int number, enum_field_types type);
  base::Result<void> run();
  bool execute();
  bool prepare_again();
  base::Result<void> open_result();
  void learn_shape();
  base::Error failed(std::string_view what, std::chrono::steady_clock::time_point begun);

  MariadbLink& link_;
  MariadbStatementHandle handle_;
  std::vector<Parameter> values_;
  std::vector<MYSQL_BIND> binds_;
  MariadbRow row_;
  State state_ = State::idle;
  ResultShape shape_;
  bool bad_parameter_ = false;
};

}  // namespace dovetail::sql
