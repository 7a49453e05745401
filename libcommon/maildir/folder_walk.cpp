// SPDX-License-Identifier: MIT
#include "libcommon/maildir/folder_walk.hpp"

#include <cerrno>
#include <vector>

#include "libcommon/maildir/limits.hpp"

namespace dovetail::maildir {

using base::Result;
using base::Unexpected;

namespace {

class Walk {
 public:
  Walk(Disk& disk, const Location& location, const Namespace& space, VisitFolder& visit)
      : disk_(disk), location_(location), space_(space), visit_(visit) {}

  Result<void> inbox() {
    auto folder = disk_.open_root(location_.inbox);
    if (!folder) {
      return is_gone(folder.error()) ? Result<void>() : Unexpected(std::move(folder).error());
    }
    return visit_("INBOX", *folder);
  }

  Result<void> below(const Descriptor& parent, const std::string& path, int depth) {
    auto names = names_in(parent);
    if (!names) {
      return Unexpected(std::move(names).error());
    }
    for (const std::string& name : *names) {
      if (auto done = one(parent, path, name, depth); !done) {
        return done;
      }
    }
    return {};
  }

 private:
  Result<std::vector<std::string>> names_in(const Descriptor& parent) {
    std::vector<std::string> names;
    const bool plus = location_.layout == Layout::maildirpp;
    Disk::Visit collect = [&](std::string_view name) {
      const bool candidate = plus ? name.size() > 1 && name.front() == '.'
                                  : name.front() != '.' && name != "cur" && name != "new" && name != "tmp";
      if (candidate && names.size() < kMaxFolders) {
        names.emplace_back(name);
      }
    };
    if (auto done = disk_.list(parent, collect); !done) {
      return Unexpected(std::move(done).error());
    }
    return names;
  }

  Result<void> one(const Descriptor& parent, const std::string& path, const std::string& name, int depth) {
    auto folder = disk_.open_directory(parent, name);
    if (!folder) {
      return is_gone(folder.error()) ? Result<void>() : Unexpected(std::move(folder).error());
    }
    const bool plus = location_.layout == Layout::maildirpp;
    const std::string on_disk = plus ? name.substr(1) : path.empty() ? name : path + "/" + name;
    if (plus || location_.directory_name.empty()) {
      if (auto done = visit_if_mailbox(on_disk, *folder); !done) {
        return done;
      }
    } else if (auto inner = disk_.open_directory(*folder, location_.directory_name)) {
      if (auto done = visit_if_mailbox(on_disk, *inner); !done) {
        return done;
      }
    }
    return plus || depth >= kMaxFolderDepth ? Result<void>() : below(*folder, on_disk, depth + 1);
  }

  Result<void> visit_if_mailbox(const std::string& on_disk, const Descriptor& folder) {
    const auto cur = disk_.status(folder, "cur");
    if (!cur || !cur->directory()) {
      return {};
    }
    return visit_(name_on_disk_to_utf8(location_, space_, on_disk), folder);
  }

  Disk& disk_;
  const Location& location_;
  const Namespace& space_;
  VisitFolder& visit_;
};

}  // namespace

Result<void> walk_folders(Disk& disk, const Location& location, const Namespace& space, VisitFolder& visit) {
  Walk walk(disk, location, space, visit);
  if (auto done = walk.inbox(); !done) {
    return done;
  }
  auto root = disk.open_root(location.root);
  if (!root) {
    return is_gone(root.error()) ? Result<void>() : Unexpected(std::move(root).error());
  }
  return walk.below(*root, "", 0);
}

}  // namespace dovetail::maildir
