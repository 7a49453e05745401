// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sasl/passdb/sql_query.hpp"
#include "sasl/request/subject.hpp"

namespace dovetail::sasl {

// What a passdb or userdb knows of a user.
struct Found {
  std::optional<std::string> password;  // as stored; passdbs only
  bool any_password = false;            // nopassword
  bool without_scheme = false;          // password_noscheme: `{` is a letter like any other
  Fields fields;                        // in the order of the database
};
struct Unknown {};
struct Broken {
  std::string detail;  // for the log
};
using Answer = std::variant<Found, Unknown, Broken>;

// Questions that a source has to ask outside before it can answer.
struct AskSql {
  std::size_t database = 0;  // which of the configured databases
  BoundQuery query;
  std::size_t most_rows = 2;  // two tell that there is more than one
};
struct AskSystem {
  std::string user;  // getpwnam(3)
};
using Lookup = std::variant<Answer, AskSql, AskSystem>;

using SqlReply = base::Result<Rows>;

struct SystemAccount {
  std::string password;
  long uid = 0;
  long gid = 0;
  std::string home;
};
using SystemReply = base::Result<std::optional<SystemAccount>>;

// One passdb or userdb, without its place in the chain. Lookups do not block: what is not in memory is asked
// for and comes back by read_rows() or read_account(). Loop thread only.
class Source {
 public:
  virtual ~Source() = default;
  virtual std::string_view driver() const = 0;  // "sql", "passwd-file": also the tag of its log lines
  virtual Lookup look_up(const Subject& subject) = 0;
  // A new turn of the loop: what is asked until the next call may be answered from one look at the outside.
  virtual void begin_turn() {}
  // A lookup needs the password that was given (%w).
  virtual bool uses_password() const { return false; }
  // Mistakes found since the last call in what was read, for the log.
  virtual std::vector<std::string> take_complaints() { return {}; }
  virtual Answer read_rows(const Subject& subject, SqlReply reply);
  virtual Answer read_account(const Subject& subject, SystemReply reply);
  // The scheme of stored passwords that name none.
  virtual std::string_view default_scheme() const { return "CRYPT"; }
  // What a cache may know an answer by: a text with the %-variables the lookup depends on; "" where answers
  // are not to be cached.
  virtual std::string_view cache_key() const { return ""; }

  // All users: answered like a lookup, the rows by read_users.
  virtual std::variant<std::vector<std::string>, AskSql, Broken> list(const Subject& subject);
  virtual std::vector<std::string> read_users(const Rows& rows) const;
};

}  // namespace dovetail::sasl
