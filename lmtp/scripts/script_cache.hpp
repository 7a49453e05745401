// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "libcommon/base/result.hpp"
#include "lmtp/scripts/include_source.hpp"
#include "lmtp/scripts/script_file.hpp"
#include "lmtp/sieve/runtime/compile.hpp"

namespace dovetail::lmtp::scripts {

// A script as it was compiled last, or what was wrong with it.
struct CachedScript {
  std::shared_ptr<const sieve::Script> script;  // nullptr if it does not compile
  std::string diagnostics;                      // errors and warnings, line by line
};

// Compiled scripts of all users, found again by path, inode, size and modification time: a script that
// changed in any way is another key, so nothing is ever stale. Least recently used ones go first. Safe from
// any thread; the lock is not held while a script is compiled.
class ScriptCache {
 public:
  // `personal` and `global` differ in the extensions scripts may require.
  ScriptCache(const sieve::Registry& registry, sieve::CompileOptions personal, sieve::CompileOptions global);

  // Fails only if the file cannot be read. `name`: before each diagnostic. What a script includes comes from
  // `locations`; it is compiled anew when one of those has changed, came or went.
  base::Result<CachedScript> get(const ScriptFile& file, const std::string& name, bool personal,
                                 const Locations& locations);

  std::size_t size() const;

 private:
  struct Key {
    FileIdentity file;
    bool personal;
    auto operator<=>(const Key&) const = default;
  };
  struct Entry {
    CachedScript script;
    std::vector<Dependency> dependencies;
    std::list<Key>::iterator use;
  };

  std::optional<Entry> find(const Key& key);
  void insert(const Key& key, const CachedScript& script, const std::vector<Dependency>& dependencies);

  const sieve::Registry& registry_;
  sieve::CompileOptions personal_;
  sieve::CompileOptions global_;
  mutable std::mutex mutex_;
  std::list<Key> uses_;  // most recent first
  std::map<Key, Entry> entries_;
};

}  // namespace dovetail::lmtp::scripts
