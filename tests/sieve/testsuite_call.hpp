// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lmtp/sieve/runtime/matcher.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "tests/sieve/harness.hpp"

namespace dovetail::test {

inline Harness& harness(lmtp::sieve::Machine& machine) {
  return *static_cast<Harness*>(machine.input().host);
}

// The label behind the test that is being built.
struct EnclosingTest {
  int end = -1;
};

// An operation from a function; arguments are expanded before it is called.
class Call final : public lmtp::sieve::Operation {
 public:
  struct Arguments {
    std::vector<std::vector<std::string>> positional;
    std::string folder;  // :folder
    bool has_folder = false;
    bool append = false;       // :append_result
    std::string mailbox;       // :mailbox
    std::uint64_t number = 0;  // last number among the positional arguments
  };
  using Function = bool (*)(Harness& harness, const Arguments& arguments);

  Call(const lmtp::sieve::Node& node, Function function, int end_of_test)
      : function_(function), as_test_(node.as_test), name_(node.name), end_of_test_(end_of_test) {
    for (std::size_t i = 0; i < node.positional.size(); ++i) {
      const lmtp::sieve::Argument& argument = node.positional_argument(i);
      arguments_.push_back(strings_of(argument));
      if (argument.kind == lmtp::sieve::Argument::Kind::number) number_ = argument.number;
    }
    if (const lmtp::sieve::TagUse* use = node.tag("folder")) folder_ = node.parameter(*use).strings[0].parts;
    if (const lmtp::sieve::TagUse* use = node.tag("mailbox"))
      mailbox_ = node.parameter(*use).strings[0].parts;
    has_folder_ = node.tag("folder") != nullptr;
    append_ = node.tag("append_result") != nullptr;
  }

  lmtp::sieve::Flow run(lmtp::sieve::Machine& machine) const override {
    Arguments arguments;
    for (const auto& list : arguments_) {
      auto& strings = arguments.positional.emplace_back();
      for (const lmtp::sieve::TemplateString& string : list) {
        strings.push_back(machine.expand(string));
      }
    }
    arguments.folder = machine.expand(folder_);
    arguments.mailbox = machine.expand(mailbox_);
    arguments.has_folder = has_folder_;
    arguments.append = append_;
    arguments.number = number_;
    const bool result = function_(harness(machine), arguments);
    if (as_test_) return machine.answer_test(result);
    if (result) return lmtp::sieve::Flow::next;
    if (end_of_test_ < 0) return machine.fail(name_ + " failed");
    harness(machine).fail(name_ + " failed");
    machine.jump(static_cast<unsigned>(end_of_test_));
    return lmtp::sieve::Flow::next;
  }

 private:
  Function function_;
  bool as_test_;
  std::string name_;
  int end_of_test_;
  std::vector<std::vector<lmtp::sieve::TemplateString>> arguments_;
  lmtp::sieve::TemplateString folder_, mailbox_;
  bool has_folder_ = false;
  bool append_ = false;
  std::uint64_t number_ = 0;
};

template <Call::Function function>
void build_call(const lmtp::sieve::Node& node, lmtp::sieve::Builder& builder) {
  builder.emit(std::make_unique<Call>(node, function, builder.state<EnclosingTest>("testsuite").end));
}

// `test`, `test_fail`: what counts and ends a test.
void build_test(const lmtp::sieve::Node& node, lmtp::sieve::Builder& builder);
void build_fail(const lmtp::sieve::Node& node, lmtp::sieve::Builder& builder);

}  // namespace dovetail::test
