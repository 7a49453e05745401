// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/config/source.hpp"

namespace dovetail::table {

// The `domain` setting of a query file: only keys of a listed domain are looked up. Names are compared
// exactly but for the case of ASCII letters; parents do not match. The first entry that matches decides,
// `!name` says no. A /file holds further entries, one or more a line, "#" starts a comment line. Tables
// (type:name) are refused. An empty list is no restriction.
class DomainList {
 public:
  static base::Result<DomainList> parse(std::string_view text, const config::FileSource& files);

  bool restricts() const { return restricts_; }
  bool contains(std::string_view domain) const;

 private:
  struct Entry {
    std::string name;  // in lower case
    bool negated = false;
  };
  base::Result<void> add(std::string_view text, bool negated, std::size_t depth,
                         const config::FileSource& files);

  std::vector<Entry> entries_;
  std::unordered_set<std::string> names_;  // the same without order, used while nothing is negated
  bool any_negated_ = false;
  bool restricts_ = false;
};

}  // namespace dovetail::table
