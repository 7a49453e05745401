// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lmtp/sieve/language/tree.hpp"

namespace dovetail::lmtp::sieve {

class Builder;  // of the runtime: turns checked nodes into a program; the language never looks inside
class Checker;
class Machine;

// What a positional argument or a tag's parameter must be. A string is accepted where a list is.
enum class ValueKind { none, string, string_list, number };

struct Parameter {
  const char* name;  // for messages: "(header names)"
  ValueKind kind;
};

enum class SubTests { none, one, list };
enum class Block { none, required };

// A hook may look at the node, report errors, and answer false; then the node counts as wrong.
using CheckHook = bool (*)(Node& node, Checker& checker);
using TagHook = bool (*)(Node& node, const TagUse& use, Checker& checker);
using BuildHook = void (*)(const Node& node, Builder& builder);

// The meaning of a tag for the runtime (a match type, an address part); the runtime derives from it.
struct TagMeaning {
  virtual ~TagMeaning() = default;
};

// A tagged argument. Of the tags of one slot only one may stand at a command.
struct TagSpec {
  const char* name;            // without the colon
  const char* slot = nullptr;  // "MATCH-TYPE"; nullptr: the tag itself
  std::vector<const char*> commands =
      {};  // that take it; for shared slots the commands name the slot instead
  ValueKind parameter = ValueKind::none;
  bool literal = false;  // the parameter is not expanded
  TagHook check = nullptr;
  const TagMeaning* meaning = nullptr;
  bool repeatable = false;  // several of one slot may stand together; the check hook decides
  const char* wrong_parameter =
      nullptr;  // own message for a parameter of the wrong kind: tag, what was found
};

struct CommandSpec {
  const char* name;
  bool is_test = false;
  std::vector<Parameter> parameters = {};
  std::vector<const char*> slots = {};  // shared tag slots it takes
  SubTests tests = SubTests::none;
  Block block = Block::none;
  bool literal = false;       // its strings are not expanded
  CheckHook check = nullptr;  // after its arguments and sub-tests are found right
  BuildHook build = nullptr;
  bool is_both = false;                  // usable as command and as test (execute, filter)
  const char* wrong_argument = nullptr;  // own message for an argument of the wrong kind: what was found
  bool octet_by_default = false;         // compares with i;octet unless told otherwise
  bool optional_first = false;  // the first positional argument may be left out (imap4flags' variable)
};

// A namespace of variables: ${name.x}. `known` decides at compile time, `value` at run time.
struct NamespaceSpec {
  const char* name;
  bool (*known)(std::string_view variable, unsigned line, Checker& checker);
  std::string (*value)(const std::string& variable, Machine& machine);
};

// A stage that strings of a script pass: takes literal parts, may make references of them. `line` for errors.
using StringStage = bool (*)(TemplateString& string, unsigned line, Checker& checker);

// One capability and what it adds. Everything is registered through this, the core language too (name "").
struct Extension {
  const char* name = "";
  std::vector<CommandSpec> commands = {};
  std::vector<TagSpec> tags = {};
  std::vector<NamespaceSpec> namespaces = {};
  StringStage string_stage = nullptr;  // stages run in order of registration
  std::vector<const char*> implies = {};
  std::vector<const char*> conflicts = {};
  bool only_by_require = false;  // changes what was read already: ihave cannot enable it
  bool by_default = true;        // usable unless sieve_extensions says otherwise
  bool advertised = true;        // false: comparators everyone has
};

}  // namespace dovetail::lmtp::sieve
