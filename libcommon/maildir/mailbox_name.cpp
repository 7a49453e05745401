// SPDX-License-Identifier: MIT
#include "libcommon/maildir/mailbox_name.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/maildir/limits.hpp"
#include "libcommon/maildir/modified_utf7.hpp"

namespace dovetail::maildir {

using base::Result;
using base::Unexpected;

namespace {

base::Error refused(std::string_view name, const char* reason) {
  return base::permanent("Invalid mailbox name '" + base::printable(name, 200) + "': " + reason);
}

const char* problem_of_level(std::string_view level, const Location& location) {
  if (level.empty()) {
    return "Begins or ends with hierarchy separator, or has two adjacent ones";
  }
  if (level == "." || level == "..") {
    return "Contains '.' or '..' part";
  }
  if (level.find('/') != std::string_view::npos) {
    return "Character not allowed in mailbox name: '/'";
  }
  if (location.layout == Layout::maildirpp && level.find('.') != std::string_view::npos) {
    return "Character not allowed in mailbox name: '.'";
  }
  if (std::any_of(level.begin(), level.end(), [](char c) { return base::is_control(c); })) {
    return "Control characters not allowed in mailbox name";
  }
  // LAYOUT=fs: a mailbox of such a name would be the message folder of its parent.
  const bool reserved = level == "cur" || level == "new" || level == "tmp";
  return location.layout == Layout::fs && reserved ? "Reserved name" : nullptr;
}

std::optional<std::string> on_disk(const Location& location, std::string_view level) {
  return location.utf8 ? std::optional<std::string>(level) : to_modified_utf7(level);
}

Result<std::vector<std::string>> levels_on_disk(const Location& location, const Namespace& space,
                                                std::string_view name) {
  std::vector<std::string> levels;
  for (const std::string_view level : base::split(name, space.separator)) {
    if (const char* problem = problem_of_level(level, location)) {
      return Unexpected(refused(name, problem));
    }
    auto encoded = on_disk(location, level);
    if (!encoded) {
      return Unexpected(refused(name, "Invalid UTF-8"));
    }
    levels.push_back(*std::move(encoded));
  }
  return levels;
}

}  // namespace

Mailbox inbox(const Location& location) {
  Mailbox box;
  box.name = "INBOX";
  box.base = location.inbox;
  box.encoded = "INBOX";
  box.inbox = true;
  return box;
}

Result<Mailbox> find_mailbox(const Location& location, const Namespace& space, std::string_view name) {
  if (base::equals_ignoring_case(name, "INBOX")) {
    return inbox(location);
  }
  if (name.size() > kMaxMailboxName || !base::is_utf8(name)) {
    return Unexpected(refused(name, "Invalid UTF-8 or too long"));
  }
  std::string_view inner = name;
  if (!space.prefix.empty() && inner.starts_with(space.prefix)) {
    inner.remove_prefix(space.prefix.size());
  }
  if (inner.starts_with('~')) {
    return Unexpected(refused(name, "Begins with '~'"));
  }
  auto levels = levels_on_disk(location, space, inner);
  if (!levels) {
    return Unexpected(std::move(levels).error());
  }
  Mailbox box;
  box.name = space.prefix + std::string(inner);
  box.base = location.root;
  box.encoded = base::joined(*levels, "\t");
  if (location.layout == Layout::maildirpp) {
    box.below = {"." + base::joined(*levels, ".")};
  } else {
    box.below = *std::move(levels);
    if (!location.directory_name.empty()) {
      box.below.push_back(location.directory_name);
    }
  }
  const auto too_long = [](const std::string& part) { return part.size() > kMaxNameOnDisk; };
  if (std::any_of(box.below.begin(), box.below.end(), too_long)) {
    return Unexpected(refused(name, "Name too long"));
  }
  return box;
}

std::string name_on_disk_to_utf8(const Location& location, const Namespace& space, std::string_view folder) {
  std::vector<std::string> levels;
  for (const std::string_view level : base::split(folder, location.layout == Layout::fs ? '/' : '.')) {
    auto decoded = location.utf8 ? std::nullopt : from_modified_utf7(level);
    levels.push_back(decoded ? *std::move(decoded) : std::string(level));
  }
  return space.prefix + base::joined(levels, std::string_view(&space.separator, 1));
}

}  // namespace dovetail::maildir
