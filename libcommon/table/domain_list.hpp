// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/config/source.hpp"
#include "libcommon/table/text_table.hpp"

namespace dovetail::table {

// The `domain` setting of a query file: only keys of a listed domain are looked up. Names are compared
// exactly but for the case of ASCII letters; parents do not match. The first entry that matches decides,
// `!name` says no. A /file holds further entries, one or more a line, "#" starts a comment line. A table
// (type:name) stands for all domains that it holds. An empty list is no restriction.
class DomainList {
 public:
  // Opens a table by what stands in the list; an error where that type cannot be in one.
  class Tables {
   public:
    virtual base::Result<std::shared_ptr<const TextTable>> open(std::string_view specification) const = 0;

   protected:
    ~Tables() = default;
  };

  // Without `tables` one in the list is an error.
  static base::Result<DomainList> parse(std::string_view text, const config::FileSource& files,
                                        const Tables* tables = nullptr);

  bool restricts() const { return restricts_; }
  bool contains(std::string_view domain) const;

 private:
  struct Entry {
    std::string name;  // in lower case; or
    std::shared_ptr<const TextTable> table;
    bool negated = false;
  };
  struct Means {
    const config::FileSource& files;
    const Tables* tables;
  };
  base::Result<void> add(std::string_view text, bool negated, std::size_t depth, const Means& means);
  base::Result<void> add_table(const std::string& specification, bool negated, const Means& means);
  base::Result<void> add_file(const std::string& path, bool negated, std::size_t depth, const Means& means);

  std::vector<Entry> entries_;
  std::unordered_set<std::string> names_;  // the same without order, used while all entries are plain names
  bool only_names_ = true;
  bool restricts_ = false;
};

}  // namespace dovetail::table
