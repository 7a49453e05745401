// SPDX-License-Identifier: MIT
#pragma once

#include "libcommon/sql/mariadb_link.hpp"
#include "libcommon/sql/statement.hpp"

namespace dovetail::sql {

// The results of a query sent as text. Deletes itself when its Statement ends.
class MariadbTextCursor final : public Cursor {
 public:
  explicit MariadbTextCursor(MariadbLink& link) : link_(link) {}

  base::Result<void> run(std::string_view text);   // once, before anything else

  void bind_text(int, std::string_view) override { misused_ = true; }
  void bind_blob(int, std::string_view) override { misused_ = true; }
  void bind_integer(int, std::int64_t) override { misused_ = true; }
  void bind_null(int) override { misused_ = true; }
  base::Result<bool> step() override;
  base::Result<bool> next_result() override;
  void reset() noexcept override;
  void release() noexcept override;

  int columns() const override { return static_cast<int>(columns_); }
  std::string_view name(int column) const override;
  bool is_null(int column) const override { return row_[column] == nullptr; }
  std::string_view text(int column) override;
  std::int64_t integer(int column) override;

 private:
  base::Result<void> open_result();

  MariadbLink& link_;
  MariadbResultHandle result_;
  MYSQL_ROW row_ = nullptr;
  unsigned long* lengths_ = nullptr;
  unsigned columns_ = 0;
  bool misused_ = false;
};

}  // namespace dovetail::sql
