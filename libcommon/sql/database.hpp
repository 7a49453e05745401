// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "libcommon/base/result.hpp"
#include "libcommon/sql/pipeline.hpp"
#include "libcommon/sql/statement.hpp"

namespace dovetail::sql {

enum class Dialect { sqlite, mariadb };

enum class Begin {
  deferred,    // for reading: one consistent view
  immediate,   // for writing: SQLite takes the write lock now, so that a later write cannot fail as busy
};

// One connection to one database. Belongs to one thread at a time: every worker opens its own, and closes it on
// the thread that used it. It never reconnects by itself (a lost connection has lost its transaction): see
// Connection. Errors carry a sql::Failure.
class Database {
 public:
  virtual ~Database() = default;

  virtual Dialect dialect() const = 0;
  virtual std::string describe() const = 0;   // "sqlite /path", "mariadb host:3306/name": for logs, no secrets

  // The statement for a query text of ours with "?" parameters. Kept prepared (the 64 last used) and found by its
  // text; asking for one that is in use gives a second, uncached one.
  virtual base::Result<Statement> prepare(std::string_view query) = 0;

  // To execute what was prepared before without waiting, beside an event loop; null where that is not possible
  // (SQLite; MariaDB with TLS or compression). It lives as long as the Database.
  virtual Pipeline* pipeline() { return nullptr; }

  // A finished text from a template that could not be bound: its values went through escape(). Not cached. MariaDB
  // takes the text form (results are text, CALL and its several results work, several statements do not); SQLite
  // takes the first statement and ignores what follows, as sqlite_table(5).
  virtual base::Result<Statement> query(std::string_view text) = 0;
  virtual std::string escape(std::string_view value) = 0;   // for use between single quotes

  // One statement without parameters; its rows, if any, are dropped. SQLite also takes a script of several.
  virtual base::Result<void> execute(std::string_view text) = 0;
  virtual std::int64_t changes() const = 0;          // rows matched by the last finished INSERT, UPDATE, DELETE
  virtual std::int64_t last_insert_id() const = 0;

  virtual base::Result<void> begin(Begin mode) = 0;  // through Transaction
  virtual base::Result<void> commit() = 0;
  virtual void rollback() noexcept = 0;

  // SQLite: a number that changes when another connection changed the file. MariaDB: always 0.
  virtual base::Result<std::int64_t> data_version() = 0;
  // False when the SQLite file was replaced or removed behind our back: open it anew. Costs a stat().
  virtual bool is_current() const = 0;
  // While a read transaction is open nobody else can commit, so that what it reads is the present, not a copy
  // of the past: SQLite files with a rollback journal.
  virtual bool reading_holds_off_writers() { return false; }
  // Does the other side still answer? For a connection that was idle for long, before it is used.
  virtual base::Result<void> ping() = 0;
};

// A transaction; undone at its end unless committed. Do not nest.
class Transaction {
 public:
  static base::Result<Transaction> begin(Database& database, Begin mode = Begin::immediate);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  base::Result<void> commit();   // after a failure the transaction is undone

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace dovetail::sql
