// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/table/maps/loader.hpp"

namespace dovetail::table::maps {

// What stat(2) says of a file, to notice that it was changed or replaced. All zero: there is none.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;  // rights and owner, too: a file that could not be read may be readable now
  bool operator==(const FileStamp&) const = default;
};
FileStamp stamp_of(const std::string& path);

struct WatchedFile {
  std::string path;
  FileStamp stamp;
};

// A map read from its files, with what the files looked like before they were read; one that could not be read
// as if it were not there, so that it is tried again.
struct FreshMap {
  MapPlan plan;
  LoadedMap loaded;
  std::vector<WatchedFile> files;
  bool torn = false;  // a file changed while it was read
};
FreshMap read_map(const MapPlan& plan, const TablesSettings& settings, const config::FileSource& files);

// The maps in force, by name. A map that cannot be read keeps its old version if there is one. A changed file is
// taken when nobody has written to it for kSettled: half of a file would be a map without the other half.
// Loop thread only.
class Registry {
 public:
  static constexpr std::chrono::seconds kSettled{2};

  // The map of this plan as it is in force, if reading it again would give the same: a reload need not hold up who asks
  // for the sake of large files that nobody touched.
  std::optional<FreshMap> unchanged(const MapPlan& plan, const TablesSettings& settings) const;
  // All maps of a configuration, at start and at reload. What is not in it any more is forgotten.
  void adopt(std::vector<FreshMap> maps, TablesSettings settings);
  // A map whose files changed, to be read beside the loop. What comes of it belongs to the configuration of
  // the time: after another adopt() it is too late.
  struct Changed {
    MapPlan plan;
    std::uint64_t generation = 0;
  };
  enum class Replaced { done, same_problem, too_late };  // too_late: nothing was done
  Replaced replace(FreshMap fresh, std::uint64_t generation);
  // A map whose file came after adopt(); false: too late, nothing was done.
  bool add(FreshMap fresh, std::uint64_t generation);
  void reading_failed(std::string_view name, base::MonoTime now);  // to be tried again in a second

  std::shared_ptr<const Map> find(std::string_view name) const;
  // A map that is there and need not be looked at now; else null: find() tells more.
  const Map* settled(std::string_view name, base::MonoTime now) const;
  // As find(); looks at the map's files once a second and names in `changed` a map that should be read anew.
  std::shared_ptr<const Map> find(std::string_view name, base::MonoTime now, std::optional<Changed>& changed);

  struct Status {
    std::string name;
    bool usable = true;   // answers
    std::string problem;  // of the newest version of its files: then an older one serves, or none
    std::size_t tables = 0;
    std::vector<TableId> ids;
  };
  std::vector<Status> status() const;  // by name
  std::vector<MapPlan> plans() const;
  const TablesSettings& settings() const { return settings_; }
  std::uint64_t generation() const { return generation_; }

 private:
  struct Entry {
    MapPlan plan;
    std::shared_ptr<const Map> map;
    std::vector<WatchedFile> files;
    std::string problem;
    base::MonoTime next_look{};
    bool reading = false;
    std::vector<FileStamp> changing;  // what the files looked like when a change was seen
    base::MonoTime changing_since{};
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  static void put(FreshMap fresh, Entry& entry);
  static void wait_for_writer(FreshMap fresh, Entry& entry);
  static bool should_be_read(Entry& entry, base::MonoTime now);

  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> maps_;
  TablesSettings settings_;
  std::uint64_t generation_ = 0;
};

}  // namespace dovetail::table::maps
