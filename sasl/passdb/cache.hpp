// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "libcommon/base/clock.hpp"
#include "sasl/passdb/source.hpp"

namespace dovetail::sasl {

// Answers of databases, kept for auth_cache_ttl (found) and auth_cache_negative_ttl (unknown); least recently
// used ones make room when the estimated memory passes the limit. Keys name the database, the user and every
// other variable the lookup depends on. The owner tells the time. Loop thread only.
class AuthCache {
 public:
  AuthCache(std::size_t bytes, std::chrono::seconds ttl, std::chrono::seconds negative_ttl);

  void set_time(base::MonoTime now) { now_ = now; }

  struct Hit {
    Answer answer;              // Found or Unknown
    bool fresh = true;          // false: too old, of use only where the database fails
    bool old_enough = false;    // past the negative time: a wrong password asks the database again
    bool last_matched = false;  // the previous password against this entry was right
  };
  std::optional<Hit> find(const std::string& key);
  // Broken answers are not kept. `user` is what flush() compares.
  void put(const std::string& key, const std::string& user, const Answer& answer);
  void set_matched(const std::string& key, bool matched);

  std::size_t flush();                            // all; how many there were
  std::size_t flush(std::string_view user_mask);  // those whose user matches the wildcards
  std::size_t entries() const { return index_.size(); }
  std::size_t bytes() const { return used_; }
  std::size_t hits() const { return hits_; }
  std::size_t misses() const { return misses_; }

 private:
  struct Entry {
    std::string key, user;
    Answer answer;
    base::MonoTime created;
    std::size_t size = 0;
    bool matched = false;
  };
  using Order = std::list<Entry>;
  void erase(Order::iterator at);

  std::size_t limit_;
  std::chrono::seconds ttl_, negative_ttl_;
  base::MonoTime now_{};
  Order order_;                                                  // most recently used first
  std::unordered_map<std::string_view, Order::iterator> index_;  // views of the entries' keys
  std::size_t used_ = 0;
  std::size_t hits_ = 0;
  std::size_t misses_ = 0;
};

}  // namespace dovetail::sasl
