// SPDX-License-Identifier: MIT
#include "libcommon/sql/database.hpp"

namespace dovetail::sql {

base::Result<Transaction> Transaction::begin(Database& database, Begin mode) {
  auto begun = database.begin(mode);
  if (!begun) {
    return base::Unexpected(std::move(begun).error());
  }
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ != nullptr) {
    database_->rollback();
  }
}

base::Result<void> Transaction::commit() {
  Database& database = *std::exchange(database_, nullptr);
  auto done = database.commit();
  if (!done) {
    database.rollback();
  }
  return done;
}

}  // namespace dovetail::sql
