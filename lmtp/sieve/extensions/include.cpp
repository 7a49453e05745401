// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/include.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/extensions/include_globals.hpp"
#include "lmtp/sieve/extensions/included_scripts.hpp"
#include "lmtp/sieve/extensions/variable_name.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/limits.hpp"
#include "lmtp/sieve/runtime/script.hpp"

namespace dovetail::lmtp::sieve {

namespace {

using Place = ScriptSource::Place;

Place place_of(const Node& node) {
  return node.tag("global") != nullptr ? Place::global : Place::personal;
}

class Include final : public Operation {
 public:
  Include(std::shared_ptr<const Script> script, std::string key, bool once)
      : script_(std::move(script)), key_(std::move(key)), once_(once) {}
  Flow run(Machine& machine) const override {
    auto& done = machine.script_state<std::set<std::string>>("include done");
    if (!done.insert(key_).second && once_) return Flow::next;
    if (machine.call_depth() > limits::kIncludeDepth) return machine.fail("nested include exceeds the limit");
    machine.call(script_);
    return Flow::next;
  }

 private:
  std::shared_ptr<const Script> script_;
  std::string key_;
  bool once_;
};

class Return final : public Operation {
 public:
  Flow run(Machine&) const override { return Flow::leave; }
};

class Global final : public Operation {
 public:
  explicit Global(std::vector<std::string> names) : names_(std::move(names)) {}
  Flow run(Machine& machine) const override {
    for (const std::string& name : names_) {
      declare_global(machine, name);
    }
    return Flow::next;
  }

 private:
  std::vector<std::string> names_;
};

bool check_include(Node& node, Checker& checker) {
  const StringValue& given = node.positional_argument(0).strings[0];
  if (!given.parts.constant()) {
    checker.error(given.line,
                  "this Sieve implementation currently only supports a literal string argument for the "
                  "include command");
    return false;
  }
  const std::string name(given.parts.literal());
  if (!is_script_name(name)) {
    checker.error(given.line, fmt::format("include: invalid script name '{}'", shown(name)));
    return false;
  }
  bool missing = false;
  auto script = included_script(place_of(node), name, node.line, checker, missing);
  if (missing && node.tag("optional") == nullptr) {
    const char* place = place_of(node) == Place::global ? "global" : "personal";
    const bool upload = checker.options().upload && place_of(node) == Place::personal;
    std::string text = fmt::format("included {} script '{}' does not exist", place, name);
    if (upload) {
      checker.warning(given.line, text + " (ignored during upload)");
      return true;
    }
    checker.error(given.line, text);
    return false;
  }
  node.attachment = std::move(script);
  return true;
}

void build_include(const Node& node, Builder& builder) {
  if (!node.attachment) return;  // optional and not there
  const std::string name(node.positional_argument(0).strings[0].parts.literal());
  builder.emit(std::make_unique<Include>(std::static_pointer_cast<const Script>(node.attachment),
                                         (place_of(node) == Place::global ? "g/" : "p/") + name,
                                         node.tag("once") != nullptr));
}

void build_return(const Node&, Builder& builder) {
  builder.emit(std::make_unique<Return>());
}

bool check_global(Node& node, Checker& checker) {
  if (!checker.enabled("variables")) {
    checker.error(node.line,
                  fmt::format("{} command requires that variables extension is active", node.name));
    return false;
  }
  for (const StringValue& given : node.positional_argument(0).strings) {
    const std::string name = base::lowered(given.text);
    if (!is_variable_identifier(name)) {
      checker.error(given.line, fmt::format("invalid variable name '{}'", shown(given.text)));
      return false;
    }
    if (!declare_global_name(name, checker)) {
      checker.error(
          given.line,
          fmt::format("declaration of new global variable '{}' conflicts with earlier local use", name));
      return false;
    }
  }
  return true;
}

void build_global(const Node& node, Builder& builder) {
  std::vector<std::string> names;
  for (const StringValue& given : node.positional_argument(0).strings) {
    names.push_back(base::lowered(given.text));
  }
  builder.emit(std::make_unique<Global>(std::move(names)));
}

bool known_global(std::string_view name, unsigned line, Checker& checker) {
  if (name.find('.') != std::string_view::npos) {
    checker.error(line, "invalid variable name within global namespace: encountered sub-namespace");
    return false;
  }
  if (base::is_digit(name[0])) {
    checker.error(line, "invalid variable name within global namespace: encountered numeric variable name");
    return false;
  }
  return true;
}

std::string global_value(const std::string& name, Machine& machine) {
  return globals(machine).get(name);
}

}  // namespace

Extension include_extension() {
  const CommandSpec global{.name = "global",
                           .parameters = {{"names", ValueKind::string_list}},
                           .literal = true,
                           .check = check_global,
                           .build = build_global};
  CommandSpec import_names = global;  // before RFC 6609 there were two names for it
  import_names.name = "import";
  CommandSpec export_names = global;
  export_names.name = "export";
  Extension extension;
  extension.name = "include";
  extension.commands = {
      {.name = "include",
       .parameters = {{"value", ValueKind::string}},
       .check = check_include,
       .build = build_include},
      {.name = "return", .build = build_return},
      global,
      import_names,
      export_names,
  };
  extension.tags = {
      {.name = "personal", .slot = "LOCATION", .commands = {"include"}},
      {.name = "global", .slot = "LOCATION", .commands = {"include"}},
      {.name = "once", .commands = {"include"}},
      {.name = "optional", .commands = {"include"}},
  };
  extension.namespaces = {{"global", known_global, global_value}};
  return extension;
}

}  // namespace dovetail::lmtp::sieve
