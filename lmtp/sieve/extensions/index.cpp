// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/index.hpp"

#include <fmt/format.h>

#include "lmtp/sieve/language/checker.hpp"

namespace dovetail::lmtp::sieve {

namespace {

bool check_index(Node& node, const TagUse& use, Checker& checker) {
  if (node.parameter(use).number > 0) return true;
  checker.error(node.line, fmt::format("the :index tag for {} cannot be zero", described(node)));
  return false;
}

// :last may stand before :index, so its partner is looked for among the arguments.
bool check_last(Node& node, const TagUse&, Checker& checker) {
  for (const Argument& argument : node.arguments) {
    if (argument.kind == Argument::Kind::tag && argument.tag == "index") return true;
  }
  checker.error(node.line, fmt::format("the :last tag for {} cannot be specified without the :index tag",
                                       described(node)));
  return false;
}

}  // namespace

Extension index_extension() {
  Extension extension;
  extension.name = "index";
  extension.tags = {
      {.name = "index",
       .commands = {"header", "address", "date", "deleteheader"},
       .parameter = ValueKind::number,
       .check = check_index},
      {.name = "last", .commands = {"header", "address", "date", "deleteheader"}, .check = check_last},
  };
  return extension;
}

}  // namespace dovetail::lmtp::sieve
