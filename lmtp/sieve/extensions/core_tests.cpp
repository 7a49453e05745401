// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "lmtp/message/encoded_word.hpp"
#include "lmtp/sieve/extensions/core.hpp"
#include "lmtp/sieve/extensions/header_values.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

class HeaderTest final : public Operation {
 public:
  explicit HeaderTest(const Node& node) : fields_(node, 0), rule_(node, 1) {}
  Flow run(Machine& machine) const override {
    MatchRun match(machine, rule_);
    for (const std::string& value : fields_.values(machine)) {
      if (match.add(message::decode_encoded_words(value))) break;
    }
    return machine.answer_test(match.finish());
  }

 private:
  HeaderSelection fields_;
  MatchRule rule_;
};

class ExistsTest final : public Operation {
 public:
  explicit ExistsTest(const Node& node) : fields_(node, 0) {}
  Flow run(Machine& machine) const override {
    for (const std::string& name : fields_.names(machine)) {
      if (machine.message().header().first(name) == nullptr) return machine.answer_test(false);
    }
    return machine.answer_test(true);
  }

 private:
  HeaderSelection fields_;
};

class SizeTest final : public Operation {
 public:
  explicit SizeTest(const Node& node)
      : over_(node.tag("over") != nullptr), limit_(node.positional_argument(0).number) {}
  Flow run(Machine& machine) const override {
    const std::uint64_t size = machine.message().size();
    return machine.answer_test(over_ ? size > limit_ : size < limit_);
  }

 private:
  bool over_;
  std::uint64_t limit_;
};

template <class O>
void build(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<O>(node));
}

bool check_header(Node& node, Checker& checker) {
  warn_of_header_names(node.positional_argument(0), checker);
  return check_match(node, 1, checker);
}

bool check_exists(Node& node, Checker& checker) {
  warn_of_header_names(node.positional_argument(0), checker);
  return true;
}

bool check_size(Node& node, Checker& checker) {
  if (node.tag("over") != nullptr || node.tag("under") != nullptr) return true;
  checker.error(node.line, "the size test requires either the :under or the :over tag to be specified");
  return false;
}

bool check_size_tag(Node& node, const TagUse& use, Checker& checker) {
  if (node.tags.size() == 1 || &node.tags[0] == &use) return true;
  checker.error(
      node.line,
      "exactly one of the ':under' or ':over' tags must be specified for the size test, but more were found");
  return false;
}

bool check_comparator(Node& node, const TagUse& use, Checker& checker) {
  const StringValue& name = node.parameter(use).strings[0];
  const Comparator* comparator = find_comparator(name.text);
  if (comparator != nullptr &&
      (comparator->capability == nullptr || checker.enabled(comparator->capability))) {
    return true;
  }
  if (checker.enabled("variables") && name.text.find("${") != std::string::npos) {
    checker.error(name.line,
                  "this Sieve implementation currently only supports a literal string argument for the "
                  ":comparator tag");
    return false;
  }
  checker.error(name.line, fmt::format("unknown comparator '{}'", name.text));
  return false;
}

}  // namespace

Extension core_tests() {
  Extension core;
  core.commands = {
      {.name = "header",
       .is_test = true,
       .parameters = {{"header names", ValueKind::string_list}, {"key list", ValueKind::string_list}},
       .slots = {kMatchTypeSlot, kComparatorSlot},
       .check = check_header,
       .build = build<HeaderTest>},
      {.name = "exists",
       .is_test = true,
       .parameters = {{"header names", ValueKind::string_list}},
       .check = check_exists,
       .build = build<ExistsTest>},
      {.name = "size",
       .is_test = true,
       .parameters = {{"limit", ValueKind::number}},
       .check = check_size,
       .build = build<SizeTest>},
  };
  core.tags = {
      {.name = "is", .slot = kMatchTypeSlot, .meaning = &is_meaning()},
      {.name = "contains", .slot = kMatchTypeSlot, .meaning = &contains_meaning()},
      {.name = "matches", .slot = kMatchTypeSlot, .meaning = &matches_meaning()},
      {.name = "comparator",
       .slot = kComparatorSlot,
       .parameter = ValueKind::string,
       .literal = true,
       .check = check_comparator},
      {.name = "over", .slot = "size", .commands = {"size"}, .check = check_size_tag, .repeatable = true},
      {.name = "under", .slot = "size", .commands = {"size"}, .check = check_size_tag, .repeatable = true},
  };
  return core;
}

}  // namespace dovetail::lmtp::sieve
