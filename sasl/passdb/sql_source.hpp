// SPDX-License-Identifier: MIT
#pragma once

#include "sasl/passdb/source.hpp"

namespace dovetail::sasl {

// passdb { driver = sql }: password_query of dovecot-sql.conf.ext.
class SqlPassdb final : public Source {
 public:
  SqlPassdb(std::size_t database, SqlTemplate query, std::string default_scheme);

  std::string_view driver() const override { return "sql"; }
  Lookup look_up(const Subject& subject) override;
  Answer read_rows(const Subject& subject, SqlReply reply) override;
  std::string_view default_scheme() const override { return default_scheme_; }
  std::string_view cache_key() const override { return cache_key_; }

 private:
  std::size_t database_;
  SqlTemplate query_;
  std::string default_scheme_;
  std::string cache_key_;
};

// The variables of a query as a text that differs wherever two lookups might; "" if the password is among
// them.
std::string cache_key_of(const SqlTemplate& query);
// A row's columns as fields; NULL ones are left out.
Fields fields_of(const Rows& rows);

}  // namespace dovetail::sasl
