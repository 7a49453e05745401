// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace dovetail::authd {

// Numbers that wait under a key (a remote address): each key in turn gives its oldest, so that one with many
// does not make the others wait. One thread.
class FairQueue {
 public:
  void add(std::string_view key, std::uint64_t number) {
    auto [lane, fresh] = lanes_.try_emplace(std::string(key));
    if (fresh) {
      turns_.emplace_back(key);
    }
    lane->second.push_back(number);
    ++size_;
  }
  // Whose turn it is; stays until pop().
  std::uint64_t front() const { return lanes_.at(turns_.front()).front(); }
  void pop() {
    std::string key = std::move(turns_.front());
    turns_.pop_front();
    const auto lane = lanes_.find(key);
    lane->second.pop_front();
    --size_;
    if (lane->second.empty()) {
      lanes_.erase(lane);
    } else {
      turns_.push_back(std::move(key));
    }
  }
  void clear() { *this = {}; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  std::map<std::string, std::deque<std::uint64_t>> lanes_;  // no empty one
  std::deque<std::string> turns_;
  std::size_t size_ = 0;
};

}  // namespace dovetail::authd
