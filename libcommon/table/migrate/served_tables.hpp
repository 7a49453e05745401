// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/table/derived_keys.hpp"

namespace dovetail::table::migrate {

// A table as a parameter names it.
struct Source {
  std::string type;  // "mysql", "hash", …
  std::string path;  // absolute
};

// What the server has to be told about one use of it.
struct Way {
  Keys keys = Keys::exact;
  bool propagates = false;
  std::optional<bool> dot_parents;  // nothing: the default of these keys

  bool operator==(const Way&) const = default;
};

// The tables that dovetail-tabled is to serve, with their names and their part of its configuration.
class ServedTables {
 public:
  // The name of the table: the file's, without .cf, or another one where that is taken by another file or way.
  std::string add(const Source& source, const Way& way, bool secret);
  std::vector<std::string> configuration() const;  // lines
  bool any_with(Keys keys) const;

 private:
  struct Served {
    Source source;
    Way way;
    bool secret = false;
  };
  std::map<std::string, Served> tables_;
};

}  // namespace dovetail::table::migrate
