// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/header_values.hpp"

#include <fmt/format.h>

#include "lmtp/message/header.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"
#include "lmtp/sieve/runtime/trace.hpp"

namespace dovetail::lmtp::sieve {

void warn_of_header_names(const Argument& names, Checker& checker) {
  for (const StringValue& name : names.strings) {
    if (!name.parts.constant() || message::is_field_name(name.parts.literal())) continue;
    checker.warning(name.line,
                    fmt::format("specified header field name '{}' is invalid", name.parts.literal()));
    return;
  }
}

HeaderSelection::HeaderSelection(const Node& node, std::size_t names)
    : names_(strings_of(node.positional_argument(names))) {
  if (const TagUse* use = node.tag("index")) {
    has_index_ = true;
    index_ = node.parameter(*use).number;
  }
  last_ = node.tag("last") != nullptr;
}

std::vector<std::string> HeaderSelection::names(Machine& machine) const {
  std::vector<std::string> out;
  for (const TemplateString& name : names_) {
    out.push_back(machine.expand(name));
  }
  return out;
}

std::vector<std::string> HeaderSelection::values(Machine& machine) const {
  std::vector<std::string> out;
  for (const std::string& name : names(machine)) {
    if (Trace* trace = machine.trace()) {
      trace->write(machine.line(), fmt::format("  extracting `{}' headers from message", name));
    }
    std::vector<std::string> found = machine.message().header().values(name);
    if (!has_index_) {
      out.insert(out.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    } else if (index_ > 0 && index_ <= found.size()) {
      out.push_back(std::move(found[last_ ? found.size() - index_ : index_ - 1]));
    }
  }
  return out;
}

}  // namespace dovetail::lmtp::sieve
