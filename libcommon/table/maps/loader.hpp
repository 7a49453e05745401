// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libcommon/config/source.hpp"
#include "libcommon/table/maps/map.hpp"
#include "libcommon/table/maps/settings.hpp"
#include "libcommon/table/maps/specification.hpp"

namespace dovetail::table::maps {

// What one map is made from.
struct MapPlan {
  TableSettings settings;
  std::string origin;  // where it comes from: the .cf file, or "table NAME"
  bool operator==(const MapPlan&) const = default;
};

struct FileProblem {
  std::string file;  // or "table NAME" for what stands in the configuration itself
  Problem problem;
};
std::string to_string(const FileProblem& problem);  // "FILE:LINE: TEXT"

// A map as loaded. With an error among the problems its `fault` is set: lookups are answered with PERM.
struct LoadedMap {
  std::shared_ptr<const Map> map;
  std::vector<FileProblem> problems;

  bool usable() const { return map->fault == nullptr; }
};

// All maps of the configuration: `table` sections, and the *.cf files of the folders (a section without
// `source` says more about the file of its name). Names that occur twice are problems of the configuration.
std::vector<MapPlan> plan_maps(const TablesSettings& settings, std::vector<TableSettings> sections,
                               const config::FileSource& files, std::vector<FileProblem>& problems);

// Plans for files that came into the folders since `known` was planned: tables of new names, and sections that had no
// file yet.
std::vector<MapPlan> plan_new_files(const TablesSettings& settings, const std::vector<MapPlan>& known,
                                    const config::FileSource& files);

// Reads one map's files. Touches no database. Any thread.
LoadedMap load_map(const MapPlan& plan, const TablesSettings& settings, const config::FileSource& files);

// Access and login tables say who may do what: a stale answer of theirs is worse than none.
bool is_access_map(std::string_view name, Keys keys);
// Tables with passwords, by their name.
bool is_secret_map(std::string_view name);

}  // namespace dovetail::table::maps
