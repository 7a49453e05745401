// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/machine.hpp"

namespace dovetail::lmtp::sieve {

// Reports the first constant header name that cannot be one; such a name matches nothing.
void warn_of_header_names(const Argument& names, Checker& checker);

// Which fields a test with header names looks at: names, and what tags of extensions narrow them to (:index,
// :last).
class HeaderSelection {
 public:
  HeaderSelection(const Node& node, std::size_t names);

  // Raw values (unfolded, undecoded), name by name, top to bottom.
  std::vector<std::string> values(Machine& machine) const;
  std::vector<std::string> names(Machine& machine) const;

 private:
  std::vector<TemplateString> names_;
  std::uint64_t index_ = 0;  // from 1; 0 selects all
  bool has_index_ = false;
  bool last_ = false;
};

}  // namespace dovetail::lmtp::sieve
