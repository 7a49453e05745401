// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/greylist/records.hpp"
#include "policy/protocol/request.hpp"
#include "policy/verdict.hpp"

namespace dovetail::policy::greylist {

// A request that no whitelist decided, on its way through the store.
struct Case {
  const Request* request = nullptr;
  std::size_t index = 0;  // in its batch
  std::int64_t now = 0;
  std::string client_key;  // empty: this client is not counted
  std::string triplet_key;
  std::vector<LogLine> log;  // lines that go before the decision's
};

// The records that some cases share, each key once, so that the requests of a batch see each other's changes.
template <class Entry>
class Records {
 public:
  explicit Records(std::size_t most) {
    places_.reserve(most);
    entries_.reserve(most);
  }
  // The record of that key, to be read from the store; the same place for the same key. The key, a case's,
  // must stay where it is.
  std::size_t need(std::string_view key) {
    const auto [found, added] = places_.try_emplace(key, entries_.size());
    if (added) entries_.emplace_back().key = key;
    return found->second;
  }
  std::span<Entry> all() { return entries_; }
  Entry& operator[](std::size_t place) { return entries_[place]; }

 private:
  std::unordered_map<std::string_view, std::size_t> places_;
  std::vector<Entry> entries_;
};

}  // namespace dovetail::policy::greylist
