// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lmtp/scripts/script_file.hpp"
#include "lmtp/scripts/script_sequence.hpp"
#include "lmtp/sieve/language/script_source.hpp"

namespace dovetail::lmtp::scripts {

// A script that another one asked for: what it was when it was read; nothing: it was not there.
struct Dependency {
  sieve::ScriptSource::Place place;
  std::string name;
  std::optional<FileIdentity> identity;
  bool operator==(const Dependency&) const = default;
};

// The scripts a user's scripts may include: personal ones from the storage, opened below the home without
// following links; global ones from sieve_global. Keeps a list of what was asked for. Used by one thread.
class IncludeSource final : public sieve::ScriptSource {
 public:
  IncludeSource(const Locations& locations, std::size_t max_script_size);

  std::optional<std::string> read(Place place, const std::string& name) override;
  // The script as it is now, without reading it.
  std::optional<FileIdentity> identity(Place place, const std::string& name) const;

  const std::vector<Dependency>& dependencies() const { return dependencies_; }

 private:
  std::optional<ScriptFile> open(Place place, const std::string& name) const;

  std::string home_;
  std::string personal_;  // directory; "" if there is none
  std::string global_;
  std::size_t max_script_size_;
  std::vector<Dependency> dependencies_;
};

}  // namespace dovetail::lmtp::scripts
