// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libcommon/table/maps/direct.hpp"
#include "libcommon/table/maps/registry.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace dovetail::table::maps::test_of_registry {

inline MapPlan plan(std::string name, std::string source) {
  TableSettings settings = TableSettings::for_name(name);
  settings.source = std::move(source);
  return {settings, "table " + name};
}

inline FreshMap fresh(const MapPlan& planned) {
  return read_map(planned, tables_schema().defaults(), config::DiskSource());
}

inline std::vector<FreshMap> one(FreshMap map) {
  std::vector<FreshMap> maps;
  maps.push_back(std::move(map));
  return maps;
}

inline std::string ask(const Registry& registry, std::string_view key) {
  const base::SystemClock clock;
  const auto answer = DirectLookups(clock).ask(registry.find("m"), key);
  return !answer ? "error" : *answer ? **answer : "-";
}

// Looks often enough to be sure that nobody writes to the file any more.
inline void look_until_settled(Registry& registry, base::MonoTime from, std::optional<Registry::Changed>& changed) {
  registry.find("m", from, changed);
  registry.find("m", from + Registry::kSettled, changed);
}

// A disk on which something happens meanwhile.
struct MovingSource final : config::FileSource {
  config::DiskSource disk;
  std::function<void()> after_reading = [] {};
  bool refuses = false;
  base::Result<std::string> read(const std::string& path, std::size_t limit) const override {
    if (refuses) return base::Unexpected(base::permanent("cannot read " + path + ": Permission denied"));
    auto content = disk.read(path, limit);
    after_reading();
    return content;
  }
  std::vector<std::string> matches(const std::string& pattern) const override { return disk.matches(pattern); }
};

}  // namespace dovetail::table::maps::test_of_registry
