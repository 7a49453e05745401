// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/table/answer.hpp"
#include "libcommon/table/maps/map.hpp"

namespace dovetail::table::maps {

// One lookup in a map, asked table by table and key by key: the first key with a result wins, an error ends
// it. The one who drives it finds the answers (memory, cache, file, server), at once or later.
class Walk {
 public:
  // `exact`: the key alone, whatever the map says; for tracing.
  Walk(std::shared_ptr<const Map> map, std::string_view key, bool exact = false);

  struct Question {
    const Table* table = nullptr;
    std::string_view key;  // as this table wants it; valid until answer()
  };
  std::optional<Question> question() const;  // nothing: finished
  void answer(Answer answer);                // to question()

  Answer take() { return std::move(result_); }  // when finished
  const Map& map() const { return *map_; }
  std::shared_ptr<const Map> shared_map() const { return map_; }

 private:
  const std::string& key() const { return key_index_ == kAsked ? asked_ : keys_[key_index_].key; }
  void next_key();
  void start_key();
  void finish(Answer result);

  static constexpr std::size_t kAsked = static_cast<std::size_t>(-1);

  std::shared_ptr<const Map> map_;
  std::string asked_;             // the key of the client
  std::vector<DerivedKey> keys_;  // made when the first one was not found; it is their first
  std::size_t key_index_ = kAsked;
  std::size_t table_index_ = 0;
  std::string folded_;  // the key being asked, in lower case
  std::string joined_;  // results of the tables so far
  Answer result_ = not_found();
  bool exact_ = false;
  bool finished_ = false;
};

}  // namespace dovetail::table::maps
