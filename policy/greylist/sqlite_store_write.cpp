// SPDX-License-Identifier: MIT
// The part of SqliteStore that writes: a batch's changes, what could not be saved, and the moves of what is
// recent to its place that ride along.
#include <algorithm>
#include <iterator>

#include "libcommon/sql/failure.hpp"
#include "policy/greylist/sqlite_store.hpp"
#include "policy/greylist/sqlite_values.hpp"

namespace dovetail::policy::greylist {

base::Result<void> SqliteStore::commit(std::span<const ClientEntry> clients,
                                       std::span<const TripletEntry> triplets) {
  Changes changes;
  for (const TripletEntry& one : triplets) {
    if (!one.changed || !one.times) continue;
    add(changes, {one.id, one.row, stored_time(one.times->first), stored_time(one.times->last)}, one.key);
  }
  for (const ClientEntry& one : clients) {
    if (one.changed && one.count) changes.clients.push_back({one.id, one.key, one.count});
  }
  if (changes.size() > 0) return write(std::move(changes));
  batch_.reset();
  return {};
}

void SqliteStore::add(Changes& changes, IndexEntry entry, std::string_view key) {
  // Numbers given away for a transaction that fails stay unused.
  if (entry.arrival == 0) {
    entry.arrival = ++newest_.arrival;
    changes.arrivals.push_back({entry, std::string(key)});
  } else {
    changes.touches.push_back({entry, ++newest_.touch});
  }
}

void SqliteStore::Changes::append(Changes&& later) {
  std::move(later.arrivals.begin(), later.arrivals.end(), std::back_inserter(arrivals));
  std::move(later.touches.begin(), later.touches.end(), std::back_inserter(touches));
  std::move(later.clients.begin(), later.clients.end(), std::back_inserter(clients));
}

// One by one: there are some only while the disk is full, and not many.
const SqliteStore::ClientChange* SqliteStore::Changes::client(std::uint64_t fingerprint) const {
  const auto found = std::find_if(clients.rbegin(), clients.rend(), [&](const ClientChange& one) {
    return one.fingerprint == fingerprint;
  });
  return found == clients.rend() ? nullptr : &*found;
}

base::Result<void> SqliteStore::write(Changes changes) {
  if (auto begun = begin_batch(); !begun) return begun;
  for (const ClientChange& one : changes.clients) {
    client_filter_.add(one.fingerprint);
  }
  // While the disk is full nothing is tried here, each time with all that is unsaved: tidy() does, now and
  // then.
  auto written = trouble_.empty() ? write_rows(changes)
                                  : base::Unexpected(sql::make_error(sql::Failure::full, trouble_));
  batch_.reset();
  if (written) {
    settling_.succeeded();
  } else if (goes_on_in_memory(written.error()) && unsaved_.size() < options_.max_unsaved) {
    trouble_ = written.error().detail;
  } else {
    return written;
  }
  remember(changes);
  if (!trouble_.empty()) {
    unsaved_.append(std::move(changes));
  } else if (!settling_.active()) {
    begin_settling();
  }
  return {};
}

base::Result<void> SqliteStore::save_again() {
  if (auto begun = begin_batch(); !begun) return begun;
  auto written = write_rows({});
  batch_.reset();
  if (!written) return written;
  settling_.succeeded();
  unsaved_ = {};
  trouble_.clear();
  return {};
}

base::Result<void> SqliteStore::close(const Settings&, std::int64_t) {
  return unsaved_.size() > 0 ? save_again() : base::Result<void>();
}

base::Result<void> SqliteStore::write_rows(const Changes& changes) {
  if (!batch_) return base::Unexpected(*unwritable_);
  for (const Changes* some : std::initializer_list<const Changes*>{&unsaved_, &changes}) {
    if (auto added = tables_.add_arrivals(some->arrivals); !added) return added;
    if (auto added = tables_.add_touches(some->touches); !added) return added;
    for (const ClientChange& one : some->clients) {
      auto put = one.count ? client_table_.put(one.fingerprint, one.key, *one.count)
                           : client_table_.remove(one.fingerprint);
      if (!put) return put;
    }
  }
  if (settling_.active()) {
    constexpr std::size_t kLeast =
        32;  // and twice what comes in, so that it is done before it must begin again
    if (auto step = settling_.step(tables_, std::max(kLeast, 2 * changes.size())); !step) return step;
  }
  return batch_->commit();
}

void SqliteStore::remember(const Changes& changes) {
  const auto put = [this](const IndexEntry& entry) {
    recent_.put(entry);
    settled_.remove(entry.fingerprint);
  };
  for (const auto& one : changes.arrivals) {
    put(one.entry);
  }
  for (const auto& one : changes.touches) {
    put(one.entry);
  }
  for (const ClientChange& one : changes.clients) {
    clients_.put(one.fingerprint, one.count);
  }
}

std::size_t SqliteStore::settle_at() const {
  constexpr std::size_t kShare = 16;  // of the settled table
  constexpr std::size_t kMostTimes = 10;
  return std::clamp(filter_.size() / kShare, options_.settle_at, kMostTimes * options_.settle_at);
}

void SqliteStore::begin_settling() {
  const bool many_touches = newest_.touch - settled_touch_ > 4 * options_.settle_at;
  if (recent_.size() < settle_at() && !many_touches) return;
  settled_touch_ = newest_.touch;
  auto entries = recent_.take_sorted();
  for (const IndexEntry& entry : entries) {
    filter_.add(entry.fingerprint);
  }
  settling_.begin(std::move(entries), newest_);
}

base::Result<void> SqliteStore::forget(std::span<const std::string> clients,
                                       std::span<const std::string> triplets) {
  if (auto begun = begin_batch(); !begun) return begun;
  Changes changes;
  for (const std::string& key : triplets) {
    auto found = find(fingerprint_.of(key));
    if (!found) return give_up(std::move(found).error());
    if (*found) add(changes, {(*found)->fingerprint, (*found)->arrival, 0, 0}, key);
  }
  for (const std::string& key : clients) {
    changes.clients.push_back({fingerprint_.of(key), key, std::nullopt});
  }
  if (changes.size() > 0) return write(std::move(changes));
  batch_.reset();
  return {};
}

}  // namespace dovetail::policy::greylist
