// SPDX-License-Identifier: MIT
#include "lmtp/scripts/script_cache.hpp"

#include "lmtp/scripts/limits.hpp"

namespace dovetail::lmtp::scripts {

ScriptCache::ScriptCache(const sieve::Registry& registry, sieve::CompileOptions personal, sieve::CompileOptions global)
    : registry_(registry), personal_(std::move(personal)), global_(std::move(global)) {}

base::Result<CachedScript> ScriptCache::get(const ScriptFile& file, const std::string& name, bool personal) {
  const Key key{file.identity, personal};
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = entries_.find(key); found != entries_.end()) {
      uses_.splice(uses_.begin(), uses_, found->second.use);
      return found->second.script;
    }
  }
  const sieve::CompileOptions& options = personal ? personal_ : global_;
  auto text = read_script(file, options.max_script_size);
  if (!text) return base::Unexpected(text.error());
  sieve::Compiled compiled = sieve::compile(*text, name, registry_, options);
  CachedScript script{std::move(compiled.script), compiled.diagnostics.text()};
  const std::lock_guard lock(mutex_);
  if (!entries_.contains(key)) {
    uses_.push_front(key);
    entries_.emplace(key, Entry{script, uses_.begin()});
    if (entries_.size() > limits::kCachedScripts) {
      entries_.erase(uses_.back());
      uses_.pop_back();
    }
  }
  return script;
}

std::size_t ScriptCache::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace dovetail::lmtp::scripts
