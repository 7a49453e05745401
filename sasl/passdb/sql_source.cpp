// SPDX-License-Identifier: MIT
#include "sasl/passdb/sql_source.hpp"

#include <algorithm>
#include <array>

namespace dovetail::sasl {

namespace {

// In the key as %u.
constexpr std::array<std::string_view, 5> kPartsOfUser = {"user", "username", "domain", "domain_first",
                                                          "domain_last"};

bool is_password_column(std::string_view name) {
  return name == "password" || name == "password_noscheme";
}

// A password in the answer, or the word that any will do.
void set_password(const Rows& rows, Found& found) {
  for (std::size_t column = 0; column < rows.names.size(); ++column) {
    if (is_password_column(rows.names[column]) && rows.rows[0][column]) {
      found.password = rows.rows[0][column];
      found.without_scheme = rows.names[column] == "password_noscheme";
    }
  }
  for (const std::string_view name : {"password", "password_noscheme"}) {
    found.fields.remove(name);
  }
}

}  // namespace

// Every variable that stands in the query: two askers who differ in one of them may not share an answer.
std::string cache_key_of(const SqlTemplate& query) {
  const auto variables = query.variables();
  if (variables.contains("password")) {
    return "";
  }
  std::string key = "%u";
  for (const std::string& name : variables) {
    if (std::find(kPartsOfUser.begin(), kPartsOfUser.end(), name) == kPartsOfUser.end()) {
      key.append("\t%{").append(name).append("}");
    }
  }
  return key;
}

Fields fields_of(const Rows& rows) {
  Fields fields;
  for (std::size_t column = 0; column < rows.names.size(); ++column) {
    if (const auto& value = rows.rows[0][column]) {
      fields.set_suffixed(rows.names[column], *value);
    }
  }
  return fields;
}

SqlPassdb::SqlPassdb(std::size_t database, SqlTemplate query, std::string default_scheme)
    : database_(database),
      query_(std::move(query)),
      default_scheme_(std::move(default_scheme)),
      cache_key_(cache_key_of(query_)) {}

Lookup SqlPassdb::look_up(const Subject& subject) {
  auto query = query_.bind(SubjectValues(subject));
  if (!query) {
    return Answer(Broken{"password_query: " + query.error().detail});
  }
  return AskSql{database_, std::move(*query)};
}

Answer SqlPassdb::read_rows(const Subject&, SqlReply reply) {
  if (!reply) {
    return Broken{"Password query failed: " + reply.error().detail};
  }
  if (reply->rows.empty()) {
    return Unknown{};
  }
  if (reply->rows.size() > 1) {
    return Broken{"Password query returned multiple matches"};
  }
  bool has_column = false;
  for (const std::string& name : reply->names) {
    has_column = has_column || is_password_column(name);
  }
  Found found;
  found.fields = fields_of(*reply);
  found.any_password = found.fields.has("nopassword");
  if (!has_column && !found.any_password) {
    return Broken{"Password query must return a field named 'password'"};
  }
  set_password(*reply, found);
  return found;
}

}  // namespace dovetail::sasl
