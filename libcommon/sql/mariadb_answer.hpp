// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "libcommon/sql/mariadb_link.hpp"
#include "libcommon/sql/mariadb_packets.hpp"
#include "libcommon/sql/statement.hpp"

namespace dovetail::sql {

// One whole answer of a Pipeline, read where it was received. Its columns are those that the statement had before,
// unless the answer describes them anew.
class MariadbAnswer final : public Cursor {
 public:
  explicit MariadbAnswer(MariadbLink& link) : link_(link) {}

  // `bytes`: all its packets, as AnswerScanner found them; none: it was malformed. `shape`: the statement's, which may
  // change; outlives the answer.
  void open(std::string_view bytes, ResultShape& shape);

  void bind_text(int, std::string_view) override {}  // it was executed already
  void bind_blob(int, std::string_view) override {}
  void bind_integer(int, std::int64_t) override {}
  void bind_null(int) override {}
  base::Result<bool> step() override;
  base::Result<bool> next_result() override { return false; }
  void reset() noexcept override { packets_ = {}; }
  void release() noexcept override { reset(); }

  int columns() const override { return shape_ == nullptr ? 0 : static_cast<int>(shape_->columns.size()); }
  std::string_view name(int column) const override { return shape_->columns[index(column)].name; }
  bool is_null(int column) const override { return row_.is_null(index(column)); }
  std::string_view text(int column) override { return row_.text(index(column)); }
  std::int64_t integer(int column) override;

 private:
  static std::size_t index(int column) { return static_cast<std::size_t>(column); }
  std::string_view next_packet();
  void open_columns();
  base::Error refused(std::string_view packet);
  base::Error out_of_step();

  MariadbLink& link_;
  std::string_view packets_;   // what was not looked at yet
  std::string_view first_;     // an OK or an error instead of columns
  ResultShape* shape_ = nullptr;  // null: no columns
  BinaryRow row_;
  std::optional<base::Error> failure_;
};

}  // namespace dovetail::sql
