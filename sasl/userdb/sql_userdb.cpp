// SPDX-License-Identifier: MIT
#include "sasl/passdb/limits.hpp"
#include "sasl/passdb/sql_source.hpp"
#include "sasl/userdb/sources.hpp"

namespace dovetail::sasl {

SqlUserdb::SqlUserdb(std::size_t database, SqlTemplate query, SqlTemplate iterate)
    : database_(database),
      query_(std::move(query)),
      iterate_(std::move(iterate)),
      cache_key_(cache_key_of(query_)) {}

Lookup SqlUserdb::look_up(const Subject& subject) {
  auto query = query_.bind(SubjectValues(subject));
  if (!query) {
    return Answer(Broken{"user_query: " + query.error().detail});
  }
  return AskSql{database_, std::move(*query)};
}

Answer SqlUserdb::read_rows(const Subject&, SqlReply reply) {
  if (!reply) {
    return Broken{"User query failed: " + reply.error().detail};
  }
  if (reply->rows.empty()) {
    return Unknown{};
  }
  Found found;  // of several rows the first counts, as in Dovecot
  found.fields = fields_of(*reply);
  return found;
}

std::variant<std::vector<std::string>, AskSql, Broken> SqlUserdb::list(const Subject& subject) {
  auto query = iterate_.bind(SubjectValues(subject));
  if (!query) {
    return Broken{"iterate_query: " + query.error().detail};
  }
  return AskSql{database_, std::move(*query), kMostListedUsers};
}

std::vector<std::string> SqlUserdb::read_users(const Rows& rows) const {
  const auto column = [&](std::string_view name) {
    for (std::size_t at = 0; at < rows.names.size(); ++at) {
      if (rows.names[at] == name) {
        return at;
      }
    }
    return rows.names.size();
  };
  const std::size_t user = column("user");
  const std::size_t name = column("username");
  const std::size_t domain = column("domain");
  std::vector<std::string> users;
  for (const auto& row : rows.rows) {
    const auto value = [&](std::size_t at) { return at < row.size() ? row[at].value_or("") : std::string(); };
    std::string full = value(user);
    if (full.empty()) {
      full = value(name);
      if (const std::string at = value(domain); !at.empty()) {
        full += "@" + at;
      }
    }
    if (!full.empty()) {
      users.push_back(std::move(full));
    }
  }
  return users;
}

}  // namespace dovetail::sasl
