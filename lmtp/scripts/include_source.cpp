// SPDX-License-Identifier: MIT
#include "lmtp/scripts/include_source.hpp"

#include "lmtp/scripts/location.hpp"
#include "lmtp/scripts/personal_script.hpp"

namespace dovetail::lmtp::scripts {

IncludeSource::IncludeSource(const Locations& locations, std::size_t max_script_size)
    : home_(locations.home.empty() ? std::string() : normalized(locations.home)),
      max_script_size_(max_script_size) {
  personal_ = script_storage(locations);
  if (locations.global.empty()) return;
  if (const auto place = parse_location(locations.global, locations.home)) global_ = place->path;
}

std::optional<ScriptFile> IncludeSource::open(Place place, const std::string& name) const {
  const std::string& folder = place == Place::global ? global_ : personal_;
  if (folder.empty()) return std::nullopt;
  const std::string path = folder + "/" + name + ".sieve";
  const auto relative = place == Place::personal && !home_.empty() ? below(home_, path) : std::nullopt;
  OpenResult file = relative ? open_below(home_, *relative) : open_trusted(path);
  return file ? std::move(*file) : std::nullopt;
}

std::optional<std::string> IncludeSource::read(Place place, const std::string& name) {
  const auto file = open(place, name);
  dependencies_.push_back({place, name, file ? std::optional(file->identity) : std::nullopt});
  if (!file) return std::nullopt;
  auto text = read_script(*file, max_script_size_);
  return text ? std::optional(std::move(*text)) : std::nullopt;
}

std::optional<FileIdentity> IncludeSource::identity(Place place, const std::string& name) const {
  const auto file = open(place, name);
  return file ? std::optional(file->identity) : std::nullopt;
}

}  // namespace dovetail::lmtp::scripts
