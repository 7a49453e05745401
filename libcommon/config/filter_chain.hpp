// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libcommon/config/filter.hpp"

namespace dovetail::config {

// One filter section together with the filters around it: what must hold for its settings to count.
struct FilterChain {
  std::optional<Network> local;
  std::string local_name;
  std::optional<Network> remote;
  std::string protocol;  // with '!' before it where negated
  const Section* section = nullptr;

  bool matches(const FilterContext& context) const;
  // True if everything that passes `other` passes this one.
  bool contains(const FilterChain& other) const;
  bool may_meet(const FilterChain& other) const;  // some connection passes both
  // Equal for filters that stand for the same: the second one continues the first.
  std::string key() const { return place() + '\n' + protocol; }
  std::string place() const;  // all but the protocol
};

// All filters of a tree, outer ones first, in file order. Malformed and wrongly nested ones are left out and
// reported if `findings` is given.
std::vector<FilterChain> filter_chains(const Section& root, Findings* findings);

}  // namespace dovetail::config
