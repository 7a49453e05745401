// SPDX-License-Identifier: MIT
#include "libcommon/maildir/size_file.hpp"

#include <unistd.h>

#include <cerrno>

#include "libcommon/maildir/limits.hpp"

namespace dovetail::maildir {

using base::Result;
using base::Unexpected;

namespace {

constexpr const char* kFile = "maildirsize";
constexpr long long kBelievedSeconds = 15 * 60;  // Maildir++: how long a file that says "full" is believed

bool reaches(const Amount& used, const Amount& limits) {
  return (limits.bytes > 0 && used.bytes >= limits.bytes) ||
         (limits.messages > 0 && used.messages >= limits.messages);
}

std::string temporary_name(base::WallTime now) {
  return "maildirsize.tmp." + std::to_string(now.time_since_epoch().count()) + "." +
         std::to_string(::getpid()) + "." + std::to_string(::gettid());
}

}  // namespace

SizeFile::SizeFile(Disk& disk, const Location& location, const Namespace& space, Access access)
    : disk_(disk), location_(location), space_(space), access_(access) {}

std::optional<SizeFile::Found> SizeFile::read() {
  auto directory = disk_.open_root(location_.control);
  if (!directory) {
    return std::nullopt;
  }
  auto file = disk_.open_read(*directory, kFile);
  if (!file) {
    return std::nullopt;
  }
  const auto content = disk_.read_some(*file, kMaxMaildirsize);
  const auto status = disk_.status(*file);
  if (!content || !status) {
    return std::nullopt;
  }
  const auto state = parse_maildirsize(*content);
  if (!state) {
    return std::nullopt;
  }
  return Found{*state, status->modified.tv_sec};
}

Result<Amount> SizeFile::usage(const Amount& limits, IsIgnored& is_ignored, base::WallTime now) {
  const auto found = read();
  if (!found || found->state.limits != limits) {
    return rebuild(limits, is_ignored, now);
  }
  const bool old = base::unix_seconds(now) - found->modified > kBelievedSeconds;
  if (reaches(found->state.used, limits) && (found->state.lines > 1 || old)) {
    return rebuild(limits, is_ignored, now);
  }
  return found->state.used;
}

std::optional<Amount> SizeFile::limits_in_file() {
  const auto found = read();
  return found ? std::optional<Amount>(found->state.limits) : std::nullopt;
}

Result<Amount> SizeFile::rebuild(const Amount& limits, IsIgnored& is_ignored, base::WallTime now) {
  auto sum = sum_of_tree(disk_, location_, space_, SizeKind::physical, is_ignored);
  if (!sum) {
    return Unexpected(base::with_context(std::move(sum).error(), "cannot sum " + location_.root));
  }
  if (access_ == Access::update) {
    // The sum decides this delivery whether or not it can be written down; a full disk shows itself soon
    // enough.
    static_cast<void>(write(limits, *sum, is_ignored, now));
  }
  return sum->used;
}

Result<void> SizeFile::write(const Amount& limits, const Sum& sum, IsIgnored& is_ignored,
                             base::WallTime now) {
  auto directory = disk_.open_root(location_.control);
  if (!directory) {
    return Unexpected(std::move(directory).error());
  }
  const std::string name = temporary_name(now);
  auto file = disk_.create_file(*directory, name, 0600);
  if (!file) {
    return Unexpected(std::move(file).error());
  }
  Result<void> done = disk_.write_all(*file, maildirsize_header(limits) + maildirsize_line(sum.used));
  if (done) {
    done = disk_.close(*std::move(file));
  }
  const auto newest = newest_change(disk_, location_, space_, is_ignored);
  if (!done || !newest || is_later(*newest, sum.newest)) {
    // Mail came or went while we were adding up: rather no file than a wrong one.
    static_cast<void>(disk_.unlink(*directory, name));
    static_cast<void>(disk_.unlink(*directory, kFile));
    return done;
  }
  done = disk_.rename(*directory, name, *directory, kFile);
  if (!done) {
    static_cast<void>(disk_.unlink(*directory, name));
  }
  return done;
}

Result<void> SizeFile::append(const Amount& change) {
  if (access_ == Access::look) {
    return {};
  }
  auto directory = disk_.open_root(location_.control);
  if (!directory) {
    return Unexpected(std::move(directory).error());
  }
  auto file = disk_.open_append(*directory, kFile);
  if (!file) {
    return file.error().code == ENOENT ? Result<void>() : Unexpected(std::move(file).error());
  }
  return disk_.write_all(*file, maildirsize_line(change));
}

}  // namespace dovetail::maildir
