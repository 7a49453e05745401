// SPDX-License-Identifier: MIT
#include "lmtp/maildir/store.hpp"

#include "lmtp/maildir/limits.hpp"

namespace dovetail::lmtp::maildir {

using base::Result;
using base::Unexpected;
using dovetail::maildir::Descriptor;

Result<Stored> Store::deliver(const Folder& folder, const std::vector<std::string_view>& pieces,
                              std::string_view flags, base::WallTime now, BeforeRename& before_rename,
                              LinkSource* link, Written* written) {
  Draft draft;
  if (link != nullptr && link->usable()) {
    // A name of its own: two recipients may share a mailbox, and rename(2) of a file onto another link of
    // itself does nothing.
    draft = {names_.next(now), link->size};
  }
  if (draft.unique.empty() || !linked(folder, *link, draft.unique)) {
    auto made = write(folder, pieces, now, link, written);
    if (!made) {
      return Unexpected(std::move(made).error());
    }
    draft = *std::move(made);
  }
  auto stored = publish(folder, draft, flags, before_rename);
  if (!stored) {
    static_cast<void>(disk_.unlink(folder.tmp, draft.unique));
  }
  return stored;
}

bool Store::linked(const Folder& folder, const LinkSource& link, const std::string& unique) {
  return disk_.link_open_file(link.file, folder.tmp, unique).has_value();
}

Result<Store::Draft> Store::write(const Folder& folder, const std::vector<std::string_view>& pieces,
                                  base::WallTime now, LinkSource* link, Written* written) {
  Draft draft{names_.next(now), {}};
  auto file = disk_.create_file(folder.tmp, draft.unique, folder.permissions.file);
  if (!file) {
    return Unexpected(std::move(file).error());
  }
  auto size = fill(*file, pieces, written);
  Result<void> done = size ? Result<void>() : Unexpected(size.error());
  if (done && link != nullptr && !link->usable() && !link->sealed) {
    link->file = *std::move(file);  // stays open for as long as links may be wanted
    link->unique = draft.unique;
    link->size = *size;
  } else if (done) {
    done = disk_.close(*std::move(file));
  }
  if (!done) {
    static_cast<void>(disk_.unlink(folder.tmp, draft.unique));
    return Unexpected(std::move(done).error());
  }
  draft.size = *size;
  return draft;
}

Result<WrittenSize> Store::fill(const Descriptor& file, const std::vector<std::string_view>& pieces,
                                Written* written) {
  MessageWriter writer(disk_, file, keep_crlf_);
  for (const std::string_view piece : pieces) {
    for (std::size_t at = 0; at < piece.size(); at += kPieceInMemory) {
      const std::string_view part = piece.substr(at, kPieceInMemory);
      if (auto done = writer.write(part); !done) {
        return Unexpected(std::move(done).error());
      }
      if (written != nullptr) {
        (*written)(part);
      }
    }
  }
  auto size = writer.finish();
  if (size && sync_ != Sync::never) {
    if (auto done = disk_.sync_file(file); !done) {
      return Unexpected(std::move(done).error());
    }
  }
  return size;
}

Result<Stored> Store::publish(const Folder& folder, const Draft& draft, std::string_view flags,
                              BeforeRename& before_rename) {
  if (auto done = before_rename(draft.unique); !done) {
    return Unexpected(std::move(done).error());
  }
  const Descriptor& target = flags.empty() ? folder.fresh : folder.cur;
  Stored stored{
      draft.unique,
      dovetail::maildir::format_file_name(draft.unique, draft.size.physical, draft.size.with_crlf, flags),
      draft.size};
  if (auto done = disk_.rename(folder.tmp, draft.unique, target, stored.file_name); !done) {
    return Unexpected(std::move(done).error());
  }
  if (sync_ == Sync::file_and_directory) {
    if (auto done = disk_.sync_directory(target); !done) {
      return Unexpected(std::move(done).error());
    }
  }
  return stored;
}

Result<bool> Store::holds(const Folder& folder, std::string_view unique) {
  bool found = false;
  dovetail::maildir::Disk::Visit look = [&](std::string_view name) {
    found = found || dovetail::maildir::parse_file_name(name).unique == unique;
  };
  // new/ first: a file that Dovecot moves meanwhile is seen in cur/.
  for (const Descriptor* part : {&folder.fresh, &folder.cur}) {
    if (auto done = disk_.list(*part, look); !done) {
      return Unexpected(std::move(done).error());
    }
  }
  return found;
}

}  // namespace dovetail::lmtp::maildir
