// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/registry.hpp"

#include <algorithm>
#include <utility>

#include <sys/stat.h>

namespace dovetail::table::maps {
namespace {

// Looks at every file before it is read, so that a change in between is seen at the next look.
class StampingSource final : public config::FileSource {
 public:
  explicit StampingSource(const config::FileSource& files) : files_(files) {}
  base::Result<std::string> read(const std::string& path, std::size_t limit) const override {
    stamps_.push_back({path, stamp_of(path)});
    return files_.read(path, limit);
  }
  std::vector<std::string> matches(const std::string& pattern) const override {
    return files_.matches(pattern);
  }
  std::vector<WatchedFile> take() const { return std::move(stamps_); }

 private:
  const config::FileSource& files_;
  mutable std::vector<WatchedFile> stamps_;
};

std::int64_t nanoseconds(const ::timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

FileStamp stamp_of(const std::string& path) {
  struct ::stat info {};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {info.st_dev, info.st_ino, info.st_size,
          nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)};
}

FreshMap read_map(const MapPlan& plan, const TablesSettings& settings, const config::FileSource& files) {
  const StampingSource stamping(files);
  FreshMap fresh{plan, load_map(plan, settings, stamping), {}};
  fresh.files = stamping.take();
  return fresh;
}

void Registry::put(FreshMap fresh, Entry& entry) {
  entry.plan = std::move(fresh.plan);
  entry.files = std::move(fresh.files);
  entry.reading = false;
  entry.problem = fresh.loaded.usable() ? "" : fresh.loaded.map->fault->detail;
  if (fresh.loaded.usable() || !entry.map || entry.map->fault) entry.map = std::move(fresh.loaded.map);
}

void Registry::adopt(std::vector<FreshMap> maps, TablesSettings settings) {
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> next;
  for (FreshMap& fresh : maps) {
    const std::string name = fresh.plan.settings.name;
    Entry& entry = next[name];
    if (const auto old = maps_.find(name); old != maps_.end()) entry.map = old->second.map;
    put(std::move(fresh), entry);
  }
  maps_ = std::move(next);
  settings_ = std::move(settings);
  ++generation_;
}

bool Registry::replace(FreshMap fresh, std::uint64_t generation) {
  const auto at = maps_.find(fresh.plan.settings.name);
  if (generation != generation_ || at == maps_.end()) return false;
  put(std::move(fresh), at->second);
  return true;
}

bool Registry::add(FreshMap fresh, std::uint64_t generation) {
  if (generation != generation_) return false;
  Entry& entry = maps_[fresh.plan.settings.name];
  put(std::move(fresh), entry);
  return true;
}

std::vector<MapPlan> Registry::plans() const {
  std::vector<MapPlan> plans;
  for (const auto& [name, entry] : maps_)
    plans.push_back(entry.plan);
  return plans;
}

void Registry::reading_failed(std::string_view name, base::MonoTime now) {
  const auto at = maps_.find(name);
  if (at == maps_.end()) return;
  at->second.reading = false;
  at->second.next_look = now + std::chrono::seconds(1);
}

std::shared_ptr<const Map> Registry::find(std::string_view name) const {
  const auto at = maps_.find(name);
  return at == maps_.end() ? nullptr : at->second.map;
}

const Map* Registry::settled(std::string_view name, base::MonoTime now) const {
  const auto at = maps_.find(name);
  const bool there = at != maps_.end() && (now < at->second.next_look || at->second.reading);
  return there ? at->second.map.get() : nullptr;
}

std::shared_ptr<const Map> Registry::find(std::string_view name, base::MonoTime now,
                                          std::optional<Changed>& changed) {
  const auto at = maps_.find(name);
  if (at == maps_.end()) return nullptr;
  Entry& entry = at->second;
  if (now >= entry.next_look && !entry.reading) {
    entry.next_look = now + std::chrono::seconds(1);
    for (const WatchedFile& file : entry.files) {
      if (stamp_of(file.path) == file.stamp) continue;
      entry.reading = true;
      changed = Changed{entry.plan, generation_};
      break;
    }
  }
  return entry.map;
}

std::vector<Registry::Status> Registry::status() const {
  std::vector<Status> all;
  for (const auto& [name, entry] : maps_) {
    Status status{name, entry.map->fault == nullptr, entry.problem, entry.map->tables.size(), {}};
    for (const Table& table : entry.map->tables)
      status.ids.push_back(table.id);
    all.push_back(std::move(status));
  }
  std::sort(all.begin(), all.end(), [](const Status& a, const Status& b) { return a.name < b.name; });
  return all;
}

}  // namespace dovetail::table::maps
