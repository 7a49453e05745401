// SPDX-License-Identifier: MIT
#include "lmtp/maildir/journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "lmtp/maildir/limits.hpp"

namespace dovetail::lmtp::maildir {

using base::Result;
using base::Unexpected;
using dovetail::maildir::Descriptor;

namespace {

Result<Descriptor> open_for_append(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.open()) {
    return Unexpected(base::system_error("cannot open the delivery journal " + path, errno));
  }
  return file;
}

}  // namespace

Result<void> JournalWriter::append(const JournalRecord& record) const {
  std::string line = format_record(record);
  if (torn_.exchange(false)) {
    line.insert(
        0,
        std::string("\0\n", 2));  // ends the half line, and makes sure that nobody takes it for a whole one
  }
  ssize_t written = 0;
  do {
    written = ::write(descriptor_, line.data(), line.size());
  } while (written < 0 && errno == EINTR);
  if (written != static_cast<ssize_t>(line.size())) {
    torn_ = torn_ || written > 0;
    return Unexpected(base::system_error("cannot write the delivery journal", written < 0 ? errno : ENOSPC));
  }
  return {};
}

Journal::Journal(JournalOptions options, Descriptor file)
    : options_(std::move(options)), file_(std::move(file)), writer_(file_.get()) {}

Result<std::unique_ptr<Journal>> Journal::open(JournalOptions options, base::WallTime now) {
  auto file = open_for_append(options.path);
  if (!file) {
    return Unexpected(std::move(file).error());
  }
  std::unique_ptr<Journal> journal(new Journal(std::move(options), *std::move(file)));
  journal->read(journal->options_.path + ".old");
  journal->read(journal->options_.path);
  journal->forget_old(now);
  return journal;
}

void Journal::read(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  std::string rest(64 * 1024, '\0');
  std::size_t kept = 0;
  while (file.open()) {
    if (kept == rest.size()) {
      kept = 0;  // a line longer than any of ours
    }
    const ssize_t got = ::read(file.get(), rest.data() + kept, rest.size() - kept);
    if (got <= 0) {
      return;
    }
    const std::string_view bytes(rest.data(), kept + static_cast<std::size_t>(got));
    std::size_t begin = 0;
    for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n', begin)) {
      if (const auto record = parse_record(bytes.substr(begin, end - begin))) {
        take(*record);
      }
      begin = end + 1;
    }
    kept = bytes.size() - begin;
    std::copy_n(rest.data() + begin, kept, rest.data());
  }
}

void Journal::take(const JournalRecord& record) {
  auto [place, is_new] = entries_.try_emplace(record.key);
  Entry& entry = place->second;
  if (is_new) {
    by_age_.emplace_back(record.time, record.key);
  }
  entry.time = record.time;
  if (record.kind == JournalRecord::Kind::done) {
    entry.state = State::done;
    entry.attempts.clear();
    return;
  }
  const auto same = [&](const Attempt& known) {
    return known.unique == record.unique && known.mailbox == record.mailbox;
  };
  auto known = std::find_if(entry.attempts.begin(), entry.attempts.end(), same);
  if (known == entry.attempts.end()) {
    known = entry.attempts.insert(known, Attempt{record.mailbox, record.unique, false});
  }
  known->confirmed = known->confirmed || record.kind == JournalRecord::Kind::stored;
}

Journal::State Journal::begin(const std::string& key, base::WallTime now) {
  forget_old(now);
  auto [place, is_new] = entries_.try_emplace(key);
  Entry& entry = place->second;
  if (entry.state == State::running || entry.state == State::done) {
    return entry.state;
  }
  if (is_new) {
    entry.time = base::unix_seconds(now);
    by_age_.emplace_back(entry.time, key);
  }
  entry.state = State::running;
  return entry.attempts.empty() ? State::fresh : State::resumed;
}

const std::vector<Journal::Attempt>& Journal::earlier(const std::string& key) const {
  static const std::vector<Attempt> none;
  const auto found = entries_.find(key);
  return found == entries_.end() ? none : found->second.attempts;
}

void Journal::finish(const std::string& key, base::WallTime now) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) {
    return;
  }
  found->second.state = State::done;
  found->second.attempts.clear();
  // A failure to write costs nothing now; after a crash the files themselves still say it.
  static_cast<void>(writer_.append({JournalRecord::Kind::done, base::unix_seconds(now), key, "", ""}));
  rotate_if_large();
}

void Journal::fail(const std::string& key, std::vector<Attempt> attempts) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) {
    return;
  }
  Entry& entry = found->second;
  entry.state = State::fresh;
  for (Attempt& attempt : attempts) {
    entry.attempts.push_back(std::move(attempt));
  }
}

void Journal::forget_old(base::WallTime now) {
  const long long oldest = base::unix_seconds(now) - options_.period.count();
  while (!by_age_.empty() && (by_age_.front().first < oldest || by_age_.size() > options_.max_entries)) {
    const auto found = entries_.find(by_age_.front().second);
    if (found != entries_.end() && found->second.state == State::running) {
      return;  // its turn comes when it is finished
    }
    if (found != entries_.end()) {
      entries_.erase(found);
    }
    by_age_.pop_front();
  }
}

void Journal::rotate_if_large() {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0 || static_cast<std::size_t>(status.st_size) < options_.max_bytes ||
      ::rename(options_.path.c_str(), (options_.path + ".old").c_str()) != 0) {
    return;
  }
  auto next = open_for_append(options_.path);
  if (next) {
    // Workers keep the number: what they write from now on goes to the new file.
    static_cast<void>(::dup3(next->get(), file_.get(), O_CLOEXEC));
  }
}

}  // namespace dovetail::lmtp::maildir
