// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/registry.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <sys/stat.h>

namespace dovetail::table::maps {
namespace {

// Looks at every file before it is read, so that a change in between is seen at the next look.
class StampingSource final : public config::FileSource {
 public:
  explicit StampingSource(const config::FileSource& files) : files_(files) {}
  base::Result<std::string> read(const std::string& path, std::size_t limit) const override {
    const FileStamp before = stamp_of(path);
    auto content = files_.read(path, limit);
    stamps_.push_back({path, content ? before : FileStamp{}});
    torn_ = torn_ || (content && stamp_of(path) != before);
    return content;
  }
  std::vector<std::string> matches(const std::string& pattern) const override {
    return files_.matches(pattern);
  }
  std::vector<WatchedFile> take() const { return std::move(stamps_); }
  bool torn() const { return torn_; }

 private:
  const config::FileSource& files_;
  mutable std::vector<WatchedFile> stamps_;
  mutable bool torn_ = false;
};

std::int64_t nanoseconds(const ::timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// The inode's own time is the one that nobody can set back. It is in the future where the clock was put back.
bool is_settled(const FileStamp& stamp) {
  if (stamp == FileStamp{}) return false;  // gone: perhaps for the new one to come
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::chrono::nanoseconds age = now - std::chrono::nanoseconds(stamp.changed_ns);
  return age >= Registry::kSettled;
}

}  // namespace

FileStamp stamp_of(const std::string& path) {
  struct ::stat info {};
  if (::stat(path.c_str(), &info) != 0) return {};
  return {info.st_dev, info.st_ino, info.st_size, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)};
}

FreshMap read_map(const MapPlan& plan, const TablesSettings& settings, const config::FileSource& files) {
  const StampingSource stamping(files);
  FreshMap fresh{plan, load_map(plan, settings, stamping), {}, stamping.torn()};
  fresh.files = stamping.take();
  return fresh;
}

void Registry::put(FreshMap fresh, Entry& entry) {
  entry.plan = std::move(fresh.plan);
  entry.files = std::move(fresh.files);
  entry.reading = false;
  entry.changing.clear();
  entry.problem = fresh.loaded.usable() ? "" : fresh.loaded.map->fault->detail;
  const bool worth = !entry.map || (entry.map->fault && entry.map->fault->detail != entry.problem);
  if (fresh.loaded.usable() || worth) entry.map = std::move(fresh.loaded.map);
}

// The old map serves until nobody writes to the files any more: half of one would deny what stands in the other.
void Registry::wait_for_writer(FreshMap fresh, Entry& entry) {
  entry.plan = std::move(fresh.plan);
  entry.files = std::move(fresh.files);
  for (WatchedFile& file : entry.files) {
    file.stamp = {};
  }
}

std::optional<FreshMap> Registry::unchanged(const MapPlan& plan, const TablesSettings& settings) const {
  const auto at = maps_.find(plan.settings.name);
  if (at == maps_.end() || settings != settings_) return std::nullopt;
  const Entry& entry = at->second;
  if (entry.plan != plan || !entry.problem.empty() || entry.map->fault) return std::nullopt;
  const bool same = std::all_of(entry.files.begin(), entry.files.end(), [](const WatchedFile& file) {
    return file.stamp != FileStamp{} && stamp_of(file.path) == file.stamp;
  });
  if (!same) return std::nullopt;
  return FreshMap{plan, {entry.map, {}}, entry.files, false};
}

void Registry::adopt(std::vector<FreshMap> maps, TablesSettings settings) {
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> next;
  for (FreshMap& fresh : maps) {
    const std::string name = fresh.plan.settings.name;
    Entry& entry = next[name];
    if (const auto old = maps_.find(name); old != maps_.end()) entry.map = old->second.map;
    fresh.torn && entry.map && !entry.map->fault ? wait_for_writer(std::move(fresh), entry)
                                                 : put(std::move(fresh), entry);
  }
  maps_ = std::move(next);
  settings_ = std::move(settings);
  ++generation_;
}

Registry::Replaced Registry::replace(FreshMap fresh, std::uint64_t generation) {
  const auto at = maps_.find(fresh.plan.settings.name);
  if (generation != generation_ || at == maps_.end()) return Replaced::too_late;
  const std::string problem = at->second.problem;
  put(std::move(fresh), at->second);
  return !problem.empty() && at->second.problem == problem ? Replaced::same_problem : Replaced::done;
}

bool Registry::should_be_read(Entry& entry, base::MonoTime now) {
  std::vector<FileStamp> seen;
  bool changed = false;
  bool settled = true;
  for (const WatchedFile& file : entry.files) {
    seen.push_back(stamp_of(file.path));
    if (seen.back() == file.stamp) continue;
    changed = true;
    settled = settled && is_settled(seen.back());
  }
  if (!changed) return false;
  if (seen != entry.changing) {
    entry.changing = std::move(seen);
    entry.changing_since = now;
  }
  return settled || now - entry.changing_since >= kSettled;
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
    if (should_be_read(entry, now)) {
      entry.reading = true;
      changed = Changed{entry.plan, generation_};
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
