// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/query_file.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/config/late_value.hpp"
#include "libcommon/table/maps/cf_reader.hpp"
#include "libcommon/table/maps/hosts.hpp"
#include "libcommon/table/maps/text_source.hpp"

namespace dovetail::table::maps {
namespace {

// A server that is back is found so soon, however long it was away and whatever retry_interval says.
constexpr std::chrono::seconds kProbe{2};

bool has_error(const std::vector<Problem>& problems) {
  return std::any_of(problems.begin(), problems.end(),
                     [](const Problem& problem) { return problem.is_error; });
}

// `query`, or the legacy keys that say the same.
std::string query_text(CfReader& reader) {
  const bool legacy = reader.has("select_field") || reader.has("table") || reader.has("where_field");
  if (reader.has("query") || !legacy) return reader.required("query");
  const std::string field = reader.required("select_field");
  const std::string table = reader.required("table");
  const std::string where = reader.required("where_field");
  const std::string more = reader.text("additional_conditions");
  return "SELECT " + field + " FROM " + table + " WHERE " + where + " = '%s' " + more;
}

void know_legacy_keys(CfReader& reader) {
  for (const char* name : {"select_field", "table", "where_field", "additional_conditions"})
    reader.text(name);
}

// What both kinds of file have; makes the query table unless something is wrong.
void read_query(CfReader& reader, const config::FileSource& files, sql::Dialect dialect,
                bool require_result_set, QueryFile& file) {
  QueryTable::Settings settings;
  settings.query = query_text(reader);
  know_legacy_keys(reader);
  settings.result_format = reader.required("result_format", "%s");
  settings.expansion_limit = reader.number("expansion_limit", 0);
  settings.require_result_set = require_result_set;
  const ListTables tables(files);
  auto domains = DomainList::parse(reader.text("domain"), files, &tables);
  reader.warn_of_unknown();
  if (!domains) {
    file.problems.push_back({0, true, domains.error().detail});
  }
  if (has_error(file.problems)) return;
  auto query = QueryTable::make(settings, *std::move(domains), dialect);
  if (!query) {
    file.problems.push_back({0, true, query.error().detail});
    return;
  }
  if (query->has_unquoted_part()) {
    file.problems.push_back(
        {0, false, "query: a key part stands outside of quotes, where escaping does not protect"});
  }
  file.query = *std::move(query);
}

void read_tls(CfReader& reader, sql::MariadbTls& tls) {
  tls.ca_file = reader.text("tls_CAfile", tls.ca_file);
  tls.ca_folder = reader.text("tls_CApath", tls.ca_folder);
  tls.certificate_file = reader.text("tls_cert_file", tls.certificate_file);
  tls.key_file = reader.text("tls_key_file", tls.key_file);
  tls.ciphers = reader.text("tls_ciphers", tls.ciphers);
  if (const auto verify = reader.boolean("tls_verify_cert")) tls.verify_certificate = verify;
}

// Where the shared connection leads to the servers that the file means, too. Another server must not get its
// password.
bool read_hosts(CfReader& reader, const SharedConnect& shared, QueryFile& file) {
  file.mariadb.cluster.hosts = shared.hosts;
  if (!reader.has("hosts")) return true;
  auto own = parse_hosts(reader.text("hosts"));
  if (!own) {
    file.problems.push_back({0, true, "hosts: " + own.error()});
    return true;
  }
  file.mariadb.cluster.hosts = *std::move(own);
  return file.mariadb.cluster.hosts == shared.hosts;
}

void read_connect(CfReader& reader, const config::FileSource& files, const SharedConnect& shared,
                  QueryFile& file) {
  sql::MariadbOptions& options = file.mariadb.cluster.options;
  if (read_hosts(reader, shared, file)) {
    options = shared.options;
    file.problems.insert(file.problems.end(), shared.problems.begin(), shared.problems.end());
  } else {
    options.option_group = "client";
    options.read_timeout = shared.options.read_timeout;
    options.write_timeout = shared.options.write_timeout;
    if (!reader.has("user") && !shared.options.user.empty()) {
      file.problems.push_back({0, false, "hosts names another server: the shared connection is not used"});
    }
  }
  options.user = reader.text("user", options.user);
  options.database = reader.text("dbname", options.database);
  options.option_file = reader.text("option_file", options.option_file);
  options.option_group = reader.text("option_group", options.option_group);
  const std::string charset = reader.text("charset", "utf8mb4");
  options.charset = charset.empty() ? "utf8mb4" : charset;
  read_tls(reader, options.tls);
  if (reader.has("password")) {
    auto password = config::read_secret(reader.text("password"), files);
    if (password) options.password = *std::move(password);
    if (!password) file.problems.push_back({0, true, "password: " + password.error().detail});
  }
  if (options.database.empty()) file.problems.push_back({0, true, "dbname must not be empty"});
}

}  // namespace

std::string MariadbSource::key() const {
  std::string key;
  const auto add = [&key](std::string_view part) { key.append(part).push_back('\0'); };
  for (const sql::MariadbHost& host : cluster.hosts) {
    add(host.name);
    add(std::to_string(host.port));
  }
  const sql::MariadbOptions& o = cluster.options;
  for (const std::string* part :
       {&o.user, &o.password, &o.database, &o.charset, &o.option_file, &o.option_group, &o.tls.ca_file,
        &o.tls.ca_folder, &o.tls.certificate_file, &o.tls.key_file, &o.tls.ciphers}) {
    add(*part);
  }
  add(!o.tls.verify_certificate ? "" : *o.tls.verify_certificate ? "y" : "n");
  for (const std::chrono::seconds time : {o.connect_timeout, o.read_timeout, o.write_timeout})
    add(std::to_string(time.count()));
  add(std::to_string(cluster.last_retry.count()));
  return key;
}

std::string MariadbSource::describe() const {
  std::string text = "mariadb ";
  for (const sql::MariadbHost& host : cluster.hosts) {
    if (text.back() != ' ') text += ",";
    text += host.name.empty() ? "localhost" : host.name;
    if (host.port != 0) text += ":" + std::to_string(host.port);
  }
  return text + (cluster.hosts.empty() ? "localhost" : "") + "/" + cluster.options.database;
}

QueryFile read_sqlite_file(std::string_view content, const config::FileSource& files) {
  QueryFile file;
  const CfFile cf = parse_cf(content);
  CfReader reader(cf, file.problems);
  file.sqlite_path = reader.required("dbpath");
  read_query(reader, files, sql::Dialect::sqlite, false, file);
  return file;
}

QueryFile read_mysql_file(std::string_view content, const config::FileSource& files,
                          const SharedConnect& shared) {
  QueryFile file;
  const CfFile cf = parse_cf(content);
  CfReader reader(cf, file.problems);
  read_connect(reader, files, shared, file);
  file.mariadb.idle_interval = reader.time("idle_interval", std::chrono::seconds(60));
  file.mariadb.cluster.last_retry = reader.time("retry_interval", std::chrono::seconds(60));
  file.mariadb.cluster.probe = kProbe;
  const bool require_result_set = reader.boolean("require_result_set").value_or(true);
  read_query(reader, files, sql::Dialect::mariadb, require_result_set, file);
  return file;
}

std::string type_of_file(std::string_view content) {
  const CfFile cf = parse_cf(content);
  const auto has = [&cf](const char* name) { return cf.find(name) != nullptr; };
  if (has("search_base") || has("server_host") || has("query_filter")) return "ldap";
  if (has("dbpath")) return "sqlite";
  if (has("encoding") || has("select_function")) return "pgsql";
  if (const auto* hosts = cf.find("hosts");
      hosts && hosts->value.find("postgresql://") != std::string::npos) {
    return "pgsql";
  }
  if (has("hosts") || has("dbname") || has("user") || has("query")) return "mysql";
  return {};
}

}  // namespace dovetail::table::maps
