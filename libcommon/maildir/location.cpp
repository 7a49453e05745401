// SPDX-License-Identifier: MIT
#include "libcommon/maildir/location.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::maildir {

using base::Result;
using base::Unexpected;

namespace {

Result<std::string> absolute(std::string_view path, std::string_view home) {
  while (path.size() > 1 && path.ends_with('/')) {
    path.remove_suffix(1);
  }
  if (path.starts_with('/')) {
    return std::string(path);
  }
  if (home.empty()) {
    return Unexpected(base::permanent("mail_location needs a home directory: " + std::string(path)));
  }
  while (home.size() > 1 && home.ends_with('/')) {
    home.remove_suffix(1);
  }
  if (path == "~") {
    return std::string(home);
  }
  if (path.starts_with("~/")) {
    path.remove_prefix(2);
  }
  return std::string(home) + "/" + std::string(path);
}

Result<void> apply_layout(Location& location, std::string_view value) {
  if (base::equals_ignoring_case(value, "fs")) {
    location.layout = Layout::fs;
  } else if (!base::equals_ignoring_case(value, "maildir++")) {
    return Unexpected(base::permanent("mail_location: LAYOUT=" + std::string(value) + " is not supported"));
  }
  return {};
}

Result<void> apply(Location& location, std::string_view field, std::string_view home) {
  const auto pair = base::split_once(field, '=');
  const std::string key = base::uppered(pair ? pair->first : field);
  const std::string_view value = pair ? pair->second : std::string_view();
  std::string* path = key == "INBOX" ? &location.inbox : key == "CONTROL" ? &location.control : nullptr;
  if (path != nullptr) {
    auto full = absolute(value, home);
    if (!full) {
      return Unexpected(std::move(full).error());
    }
    *path = *std::move(full);
  } else if (key == "LAYOUT") {
    return apply_layout(location, value);
  } else if (key == "UTF-8") {
    location.utf8 = true;
  } else if ((key == "SUBSCRIPTIONS" || key == "DIRNAME") && value.find('/') == std::string_view::npos &&
             !value.empty()) {
    (key == "DIRNAME" ? location.directory_name : location.subscriptions) = value;
  }
  return {};
}

}  // namespace

Result<Location> parse_location(std::string_view text, std::string_view home) {
  if (text.empty()) {
    text = "maildir:~/Maildir";
  }
  const auto driver = base::split_once(text, ':');
  const std::string_view name = driver ? driver->first : std::string_view();
  if (!base::equals_ignoring_case(name, "maildir")) {
    return Unexpected(base::permanent("mail_location: only maildir: is supported, not " + std::string(text)));
  }
  const std::vector<std::string> parts = base::split_doubled(driver->second, ':');
  Location location;
  auto root = absolute(parts.front().empty() ? "~/Maildir" : std::string_view(parts.front()), home);
  if (!root) {
    return Unexpected(std::move(root).error());
  }
  location.root = location.inbox = location.control = *std::move(root);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (auto done = apply(location, parts[i], home); !done) {
      return Unexpected(std::move(done).error());
    }
  }
  return location;
}

}  // namespace dovetail::maildir
