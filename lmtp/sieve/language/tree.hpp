// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lmtp/sieve/language/template_string.hpp"

namespace dovetail::lmtp::sieve {

struct CommandSpec;
struct TagSpec;

struct StringValue {
  std::string text;  // as in the source, escapes resolved
  unsigned line = 0;
  TemplateString parts;  // filled by the checker where references are allowed
};

struct Argument {
  enum class Kind { number, string, string_list, tag };
  Kind kind = Kind::string;
  unsigned line = 0;
  std::uint64_t number = 0;
  std::string tag;                   // lower case, without the colon
  std::vector<StringValue> strings;  // one for Kind::string
};

// A tag with its parameter, as the checker found it.
struct TagUse {
  const TagSpec* spec = nullptr;
  std::size_t tag = 0;  // index of the tag among the arguments; its parameter follows it
};

// A command or test, as parsed; the lower half is filled in by the checker.
struct Node {
  std::string name;  // lower case
  unsigned line = 0;
  std::vector<Argument> arguments;
  std::vector<Node> tests;
  bool has_test_list = false;  // tests stand in parentheses
  std::vector<Node> block;
  bool has_block = false;

  const CommandSpec* spec = nullptr;
  bool as_test = false;                 // stands where a test stands
  std::optional<bool> constant;         // a test whose answer is known at compile time
  std::vector<std::size_t> positional;  // indices into arguments
  std::vector<TagUse> tags;
  std::shared_ptr<const void> attachment;  // what the check hook found for the build hook

  // An if or elsif whose test is known at compile time.
  bool block_always_taken() const { return has_block && tests.size() == 1 && tests[0].constant == true; }
  bool block_never_taken() const { return has_block && tests.size() == 1 && tests[0].constant == false; }

  const Argument& positional_argument(std::size_t index) const { return arguments[positional[index]]; }
  Argument& positional_argument(std::size_t index) { return arguments[positional[index]]; }
  // The use of the tag of that name, or of any tag of that slot; nullptr if not given.
  const TagUse* tag(std::string_view tag_name) const;
  const TagUse* slot(std::string_view slot_name) const;
  const Argument& parameter(const TagUse& use) const { return arguments[use.tag + 1]; }
  Argument& parameter(const TagUse& use) { return arguments[use.tag + 1]; }
};

}  // namespace dovetail::lmtp::sieve
