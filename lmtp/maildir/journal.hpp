// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/maildir/descriptor.hpp"
#include "lmtp/maildir/journal_record.hpp"

namespace dovetail::lmtp::maildir {

// Appends lines to the journal file. Safe from any thread: one write(2) to a file opened with O_APPEND. No
// fsync: the journal is to survive a killed process, which the page cache does.
class JournalWriter {
 public:
  explicit JournalWriter(int descriptor) : descriptor_(descriptor) {}
  base::Result<void> append(const JournalRecord& record) const;

 private:
  mutable std::atomic<bool> torn_{false};  // the file ends in half a line: a full disk took the rest
  int descriptor_;
};

struct JournalOptions {
  std::string path;                        // its folder must exist; owned by the daemon's own user
  std::chrono::seconds period{5 * 86400};  // lmtp_dedup_period: how long a delivery is remembered
  std::size_t max_entries = 100'000;
  std::size_t max_bytes = 16 * 1024 * 1024;  // then the file becomes <path>.old and a new one begins
};

// What was delivered lately, by delivery key: a sender that did not hear our 250 sends again and must not
// make a second copy. Loop thread, but for the writer. Bounded: the oldest are forgotten first.
class Journal {
 public:
  enum class State {
    fresh,    // never seen, or an earlier try failed before anything became visible
    resumed,  // an earlier try may have stored something: see earlier()
    running,  // in work at this moment
    done,
  };
  // Something that an earlier try meant to store. `confirmed`: it did; else the mailbox must be looked at.
  struct Attempt {
    std::string mailbox;
    std::string unique;
    bool confirmed = false;
  };

  // Reads what an earlier process left. Lines that cannot be read are skipped: a killed process tears none, a
  // power cut may.
  static base::Result<std::unique_ptr<Journal>> open(JournalOptions options, base::WallTime now);

  // The state of a key before this call; fresh and resumed ones become running.
  State begin(const std::string& key, base::WallTime now);
  const std::vector<Attempt>& earlier(const std::string& key) const;

  // The end of a running delivery: done, or failed with what was visible by then.
  void finish(const std::string& key, base::WallTime now);
  void fail(const std::string& key, std::vector<Attempt> attempts);

  const JournalWriter& writer() const { return writer_; }
  std::size_t entries() const { return entries_.size(); }

 private:
  struct Entry {
    State state = State::fresh;
    long long time = 0;
    std::vector<Attempt> attempts;
  };
  Journal(JournalOptions options, dovetail::maildir::Descriptor file);
  void read(const std::string& path);
  void take(const JournalRecord& record);
  void forget_old(base::WallTime now);
  void rotate_if_large();

  JournalOptions options_;
  dovetail::maildir::Descriptor file_;
  JournalWriter writer_;
  std::unordered_map<std::string, Entry> entries_;
  std::deque<std::pair<long long, std::string>> by_age_;
};

}  // namespace dovetail::lmtp::maildir
