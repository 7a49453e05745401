// SPDX-License-Identifier: MIT
#include "lmtp/scripts/personal_script.hpp"

#include "lmtp/scripts/directory.hpp"
#include "lmtp/scripts/location.hpp"
#include "lmtp/scripts/script_file.hpp"

namespace dovetail::lmtp::scripts {

namespace {

constexpr const char* kDefaultLocation = "file:~/sieve;active=~/.dovecot.sieve";

// The storage and the path of its active script; `storage` is "" where the location is a plain file.
struct Place {
  std::string storage;
  std::string active;
};

base::Result<Place> find_place(const Locations& locations) {
  const std::string setting = locations.personal.empty() ? kDefaultLocation : locations.personal;
  auto location = parse_location(setting, locations.home);
  if (!location) return base::Unexpected(location.error());
  Place place;
  if (!locations.personal_dir.empty()) {  // old style: sieve is the link, sieve_dir the storage
    auto storage = parse_location(locations.personal_dir, locations.home);
    if (!storage) return base::Unexpected(storage.error());
    place = {storage->path, location->path};
  } else if (!location->name.empty()) {
    place = {location->path, location->path + "/" + location->name + ".sieve"};
  } else if (!location->active.empty()) {
    place = {location->path, location->active};
  } else if (is_directory(location->path)) {
    place = {location->path, normalized(locations.home + "/.dovecot.sieve")};
  } else {
    place = {"", location->path};
  }
  return place;
}

// The file a link leads to in one step, without looking at it.
std::string resolved(const std::string& link, const std::string& target) {
  if (target.starts_with('/')) return normalized(target);
  return normalized(link.substr(0, link.rfind('/') + 1) + target);
}

}  // namespace

std::string script_storage(const Locations& locations) {
  if (locations.home.empty() && locations.personal.empty()) return {};
  const auto place = find_place(locations);
  return place ? place->storage : std::string();
}

base::Result<PersonalScript> find_personal_script(const Locations& locations) {
  if (locations.home.empty() && locations.personal.empty()) return PersonalScript{};
  auto place = find_place(locations);
  if (!place) return base::Unexpected(place.error());
  const std::string home = locations.home.empty() ? std::string() : normalized(locations.home);
  PersonalScript script;
  script.file = place->active;
  script.log_base = place->active;
  if (const auto target = link_target(place->active)) {
    const std::string file = resolved(place->active, *target);
    const bool in_storage = !place->storage.empty() && below(place->storage, file).has_value();
    const bool in_home = !home.empty() && below(home, file).has_value();
    if (!in_storage && !in_home) {
      script.warning = place->active + " leads to " + file + ", which is outside of the script storage";
      script.file.reset();
      return script;
    }
    script.file = file;
  }
  if (!home.empty()) script.relative = below(home, *script.file);
  return script;
}

}  // namespace dovetail::lmtp::scripts
