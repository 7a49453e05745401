// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "libcommon/config/schema.hpp"
#include "libcommon/table/derived_keys.hpp"

namespace dovetail::table::maps {

enum class Choice { automatic, yes, no };

// `table NAME { … }` of the configuration. Times that are not written are those of TablesSettings.
struct TableSettings {
  std::string name;    // the section's
  std::string source;  // "mysql:/etc/postfix/x.cf", "inline:{…}", …
  Keys keys = Keys::exact;
  Choice fold = Choice::automatic;  // keys in lower case; automatic: all types but cidr, pcre, regexp
  Choice dot_parents = Choice::automatic;  // automatic: has_dot_parents()
  bool propagate_extension = false;
  std::string connect;                                     // as tables_connect, for this table
  std::string positive_ttl, negative_ttl, stale_on_error;  // "" = default
  Choice secret = Choice::automatic;

  static TableSettings for_name(std::string name);
  bool operator==(const TableSettings&) const = default;
};

// The daemon's own settings at the top level.
struct TablesSettings {
  std::vector<std::string> tables_dir;  // folders whose *.cf files are tables
  std::string tables_connect;
  std::string recipient_delimiter;
  std::string tables_local_domains;
  std::chrono::milliseconds tables_positive_ttl{};
  std::chrono::milliseconds tables_negative_ttl{};
  std::chrono::milliseconds tables_stale_on_error{};
  std::chrono::milliseconds tables_time_limit{};
  std::chrono::milliseconds tables_idle_limit{};
  std::uint64_t tables_cache_entries = 0;
  std::uint64_t tables_cache_size = 0;
  std::uint64_t tables_pool_size = 0;

  bool operator==(const TablesSettings&) const = default;
};

const config::Schema<TablesSettings>& tables_schema();
const config::Schema<TableSettings>& table_schema();

// All `table NAME {}` of a view, by the schema; a nameless one is a finding.
std::vector<TableSettings> read_table_sections(const config::Section& view, config::Findings& findings);

}  // namespace dovetail::table::maps
