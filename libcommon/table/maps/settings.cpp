// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/settings.hpp"

#include "libcommon/config/typed.hpp"

namespace dovetail::table::maps {

TableSettings TableSettings::for_name(std::string name) {
  TableSettings settings = table_schema().defaults();
  settings.name = std::move(name);
  return settings;
}

const config::Schema<TablesSettings>& tables_schema() {
  static const config::Schema<TablesSettings> schema = [] {
    using S = TablesSettings;
    config::Schema<S> s("lookup tables");
    s.words("tables_dir", &S::tables_dir, "",
            "Folders whose *.cf files are tables, named by the file without .cf.");
    s.text("tables_connect", &S::tables_connect, "",
           "MariaDB for table files that name no hosts, user, password or dbname: host= user= password= "
           "dbname= ….");
    s.text("recipient_delimiter", &S::recipient_delimiter, "+", "Bytes that begin an address extension.");
    s.text("tables_local_domains", &S::tables_local_domains, "",
           "Domains whose users a table with keys = address also finds without their domain; /file is read.");
    s.time("tables_positive_ttl", &S::tables_positive_ttl, "60 s",
           "How long a found answer of a database is kept.");
    s.time("tables_negative_ttl", &S::tables_negative_ttl, "5 s",
           "How long \"not found\" of a database is kept: a new user is refused for so long.");
    s.time(
        "tables_stale_on_error", &S::tables_stale_on_error, "1 h",
        "How long after that a found answer still serves while no database server can be reached; never for "
        "access and login tables unless the table says so itself.");
    s.time("tables_time_limit", &S::tables_time_limit, "10 s",
           "After this a lookup is answered with TIMEOUT.");
    s.time("tables_idle_limit", &S::tables_idle_limit, "1 h",
           "Idle connections are closed after this; 0 = never.");
    s.number("tables_cache_entries", &S::tables_cache_entries, "100000", "Answers kept in memory at most.");
    s.size("tables_cache_size", &S::tables_cache_size, "64 M", "Memory for kept answers at most.");
    s.number("tables_pool_size", &S::tables_pool_size, "4", "Connections to one MariaDB source at most.");
    return s;
  }();
  return schema;
}

const config::Schema<TableSettings>& table_schema() {
  static const config::Schema<TableSettings> schema = [] {
    using S = TableSettings;
    config::Schema<S> s("a table");
    s.section("table");
    s.text("source", &S::source, "",
           "Postfix's type:name (mysql:/file, sqlite:/file, hash:/file, cidr:/file, pcre:/file, inline:{}, "
           "static:, "
           "unionmap:{}); empty: NAME.cf of tables_dir.");
    s.choice("keys", &S::keys, "exact",
             {"exact", "address", "transport", "domain", "access-address", "access-host"},
             "Which further keys are tried, as Postfix does for mysql: but not for socketmap:.");
    s.choice("fold", &S::fold, "auto", {"auto", "yes", "no"},
             "Keys in lower case; auto: all but cidr, pcre, regexp.");
    s.choice("dot_parents", &S::dot_parents, "auto", {"auto", "yes", "no"},
             "Parent domains are asked as .example.com; auto: for keys = transport, as Postfix by default.");
    s.boolean("propagate_extension", &S::propagate_extension, "no",
              "A match without the address extension gets it appended, as for aliases.");
    s.text("connect", &S::connect, "", "As tables_connect, for this table.");
    s.text("positive_ttl", &S::positive_ttl, "", "Instead of tables_positive_ttl.");
    s.text("negative_ttl", &S::negative_ttl, "", "Instead of tables_negative_ttl.");
    s.text("stale_on_error", &S::stale_on_error, "", "Instead of tables_stale_on_error.");
    s.choice("secret", &S::secret, "auto", {"auto", "yes", "no"},
             "Results are credentials: never served over TCP, hidden in traces; auto: by the table's name.");
    return s;
  }();
  return schema;
}

std::vector<TableSettings> read_table_sections(const config::Section& view, config::Findings& findings) {
  std::vector<TableSettings> tables;
  for (const config::Section* section : view.all("table")) {
    if (section->name().empty() || section->name().find_first_of(": ") != std::string::npos) {
      findings.error(section->where(), "a table needs a name without ':' and white space: table NAME {");
      continue;
    }
    TableSettings settings = table_schema().read(*section, findings);
    settings.name = section->name();
    for (const std::string* text :
         {&settings.positive_ttl, &settings.negative_ttl, &settings.stale_on_error}) {
      if (text->empty()) continue;
      if (auto time = config::parse_time(*text); !time) findings.error(section->where(), time.error());
    }
    tables.push_back(std::move(settings));
  }
  return tables;
}

}  // namespace dovetail::table::maps
