// SPDX-License-Identifier: MIT
#include "lmtp/scripts/script_cache.hpp"

#include <algorithm>

#include "lmtp/scripts/limits.hpp"

namespace dovetail::lmtp::scripts {

ScriptCache::ScriptCache(const sieve::Registry& registry, sieve::CompileOptions personal,
                         sieve::CompileOptions global)
    : registry_(registry), personal_(std::move(personal)), global_(std::move(global)) {}

std::optional<ScriptCache::Entry> ScriptCache::find(const Key& key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return std::nullopt;
  uses_.splice(uses_.begin(), uses_, found->second.use);
  return found->second;
}

void ScriptCache::insert(const Key& key, const CachedScript& script,
                         const std::vector<Dependency>& dependencies) {
  const std::lock_guard lock(mutex_);
  if (const auto found = entries_.find(key); found != entries_.end()) {
    found->second.script = script;
    found->second.dependencies = dependencies;
    return;
  }
  uses_.push_front(key);
  entries_.emplace(key, Entry{script, dependencies, uses_.begin()});
  if (entries_.size() > limits::kCachedScripts) {
    entries_.erase(uses_.back());
    uses_.pop_back();
  }
}

base::Result<CachedScript> ScriptCache::get(const ScriptFile& file, const std::string& name, bool personal,
                                            const Locations& locations) {
  const Key key{file.identity, personal};
  sieve::CompileOptions options = personal ? personal_ : global_;
  IncludeSource includes(locations, options.max_script_size);
  if (const auto known = find(key)) {
    const auto& needed = known->dependencies;
    const bool same = std::all_of(needed.begin(), needed.end(), [&](const Dependency& each) {
      return includes.identity(each.place, each.name) == each.identity;
    });
    if (same) return known->script;
  }
  auto text = read_script(file, options.max_script_size);
  if (!text) return base::Unexpected(text.error());
  options.includes = &includes;
  sieve::Compiled compiled = sieve::compile(*text, name, registry_, options);
  CachedScript script{std::move(compiled.script), compiled.diagnostics.text()};
  insert(key, script, includes.dependencies());
  return script;
}

std::size_t ScriptCache::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace dovetail::lmtp::scripts
