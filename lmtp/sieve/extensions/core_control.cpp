// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <optional>

#include "lmtp/sieve/extensions/core.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/machine.hpp"

namespace dovetail::lmtp::sieve {

namespace {

bool check_require(Node& node, Checker& checker) {
  if (!checker.at_top_level() || !checker.require_allowed()) {
    checker.error(node.line, "require commands can only be placed at top level at the beginning of the file");
    return false;
  }
  bool right = true;
  for (const StringValue& name : node.positional_argument(0).strings) {
    right = checker.require(name.text, name.line) && right;
  }
  return right;
}

bool begins_or_continues_chain(const Node* node) {
  return node != nullptr && (node->name == "if" || node->name == "elsif");
}

bool check_chain(Node& node, Checker& checker) {
  if (begins_or_continues_chain(checker.previous_sibling())) return true;
  checker.error(node.line, fmt::format("the {} command must follow an if or elseif command", node.name));
  return false;
}

// Where an if chain ends; blocks nested in it have chains of their own.
using ChainEnd = std::optional<Builder::Label>;

void build_chain(const Node& node, Builder& builder) {
  auto& end = builder.state<ChainEnd>("core if");
  if (node.name == "if") end = builder.new_label();
  const Builder::Label chain_end = *end;
  const Builder::Label next = builder.new_label();
  if (!node.tests.empty()) {
    builder.test(node.tests[0]);
    builder.jump_if(false, next);
  }
  const Node* follower = builder.next_sibling();
  // A follower that was never checked is never reached: the branch before it is always taken.
  const bool goes_on = follower != nullptr && follower->spec != nullptr &&
                       (follower->name == "elsif" || follower->name == "else");
  builder.block(node.block);
  if (goes_on) builder.jump(chain_end);
  builder.place(next);
  if (!goes_on) builder.place(chain_end);
  end = chain_end;
}

template <Flow flow>
class Leave final : public Operation {
 public:
  Flow run(Machine&) const override { return flow; }
};

void build_stop(const Node&, Builder& builder) {
  builder.emit(std::make_unique<Leave<Flow::stop>>());
}

class Invert final : public Operation {
 public:
  Flow run(Machine& machine) const override { return machine.answer_test(!machine.result()); }
};

template <bool value>
bool check_constant(Node& node, Checker&) {
  node.constant = value;
  return true;
}

void build_not(const Node& node, Builder& builder) {
  builder.test(node.tests[0]);
  builder.emit(std::make_unique<Invert>());
}

// Left to right and no further than needed, which scripts can observe (RFC 5228 §5.2, §5.3).
template <bool decisive>
void build_junction(const Node& node, Builder& builder) {
  const Builder::Label end = builder.new_label();
  for (std::size_t i = 0; i < node.tests.size(); ++i) {
    builder.test(node.tests[i]);
    if (i + 1 < node.tests.size()) builder.jump_if(decisive, end);
  }
  builder.place(end);
}

}  // namespace

Extension core_control() {
  Extension core;
  core.commands = {
      {.name = "require",
       .parameters = {{"capabilities", ValueKind::string_list}},
       .literal = true,
       .check = check_require,
       .wrong_argument =
           "the require command accepts a single string or string list argument, but {} was found"},
      {.name = "if", .tests = SubTests::one, .block = Block::required, .build = build_chain},
      {.name = "elsif",
       .tests = SubTests::one,
       .block = Block::required,
       .check = check_chain,
       .build = build_chain},
      {.name = "else", .block = Block::required, .check = check_chain, .build = build_chain},
      {.name = "stop", .build = build_stop},
      {.name = "true", .is_test = true, .check = check_constant<true>},
      {.name = "false", .is_test = true, .check = check_constant<false>},
      {.name = "not", .is_test = true, .tests = SubTests::one, .build = build_not},
      {.name = "allof", .is_test = true, .tests = SubTests::list, .build = build_junction<false>},
      {.name = "anyof", .is_test = true, .tests = SubTests::list, .build = build_junction<true>},
  };
  return core;
}

}  // namespace dovetail::lmtp::sieve
