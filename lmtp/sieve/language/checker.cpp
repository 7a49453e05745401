// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/checker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libcommon/base/text.hpp"

namespace dovetail::lmtp::sieve {

std::string described(const Node& node) {
  return fmt::format("the {} {}", node.name, node.spec != nullptr && node.spec->is_test ? "test" : "command");
}

std::string shown(std::string_view text) {
  constexpr std::size_t kLimit = 80;
  if (text.size() <= kLimit) return base::printable(text, kLimit);
  return base::printable(text, kLimit - 3) + "...";
}

Checker::Checker(const Registry& registry, const CompileOptions& options, const std::string& script_name,
                 Diagnostics& diagnostics)
    : registry_(registry), options_(options), script_name_(script_name), diagnostics_(diagnostics) {}

bool Checker::check(std::vector<Node>& commands) {
  const bool right = check_block(commands);
  if (!right) {
    diagnostics_.error(script_name_, 0, "validation failed");
  } else if (!diagnostics_.has_errors()) {
    for (Diagnostic& diagnostic : late_) {
      if (diagnostic.severity == DiagnosticSeverity::error) {
        diagnostics_.error(diagnostic.script, diagnostic.line, std::move(diagnostic.text));
      } else {
        diagnostics_.warning(diagnostic.script, diagnostic.line, std::move(diagnostic.text));
      }
    }
  }
  return right && !diagnostics_.has_errors();
}

bool Checker::check_block(std::vector<Node>& commands) {
  bool right = true;
  const Node* before = nullptr;
  bool decided = false;  // a branch of the current chain is always taken: those behind it are never
  for (Node& node : commands) {
    const bool continues = node.name == "elsif" || node.name == "else";
    decided = decided && continues;
    previous_ = before;
    enclosing_.push_back(&node);
    if (decided) {
      right = check_unreached(node) && right;
      enclosing_.pop_back();
      decided = node.name != "else";
      before = &node;
      continue;
    }
    right = check_command(node) && right;
    enclosing_.pop_back();
    decided = node.block_always_taken();
    before = &node;
  }
  return right;
}

// An elsif or else behind a branch that is always taken: its tests and its block may need what is not there.
bool Checker::check_unreached(Node& node) {
  node.spec = registry_.command(node.name, enabled_);
  bool right = check_arguments(node);
  if (right) right = check_block_presence(node);
  const bool tests_wanting = node.spec->tests == SubTests::none || node.tests.empty() || node.has_test_list;
  if (tests_wanting) right = check_sub_tests(node) && right;
  if (right && node.spec->check != nullptr) right = node.spec->check(node, *this);
  node.spec = nullptr;  // nothing to build
  return right;
}

bool Checker::check_command(Node& node) {
  node.spec = registry_.command(node.name, enabled_);
  if (node.name != "require") require_allowed_ = false;
  if (node.spec == nullptr) {
    if (first_time("command " + node.name)) {
      error(node.line,
            fmt::format("unknown command '{}' (only reported once at first occurrence)", node.name));
    }
    return false;
  }
  if (node.spec->is_test && !node.spec->is_both) {
    error(node.line, fmt::format("attempted to use test '{}' as command", node.name));
    return false;
  }
  return check_node(node);
}

bool Checker::check_test(Node& node) {
  node.as_test = true;
  node.spec = registry_.command(node.name, enabled_);
  if (node.spec == nullptr) {
    if (first_time("command " + node.name)) {
      error(node.line, fmt::format("unknown test '{}' (only reported once at first occurrence)", node.name));
    }
    return false;
  }
  if (!node.spec->is_test && !node.spec->is_both) {
    error(node.line, fmt::format("attempted to use command '{}' as test", node.name));
    return false;
  }
  return check_node(node);
}

bool Checker::check_node(Node& node) {
  const Node* previous = previous_;  // sub-tests and blocks have siblings of their own
  bool right = check_arguments(node);
  if (right && !node.as_test) right = check_block_presence(node);
  right = check_sub_tests(node) && right;
  previous_ = previous;
  if (right && node.spec->check != nullptr) right = node.spec->check(node, *this);
  if (node.has_block && node.spec->block == Block::required) {
    if (node.block_never_taken()) {
      node.block.clear();
    } else {
      right = check_block(node.block) && right;
    }
  }
  return right;
}

bool Checker::expand(StringValue& value) {
  value.parts = TemplateString(value.text);
  const auto& extensions = registry_.extensions();
  for (std::size_t i = 0; i < extensions.size(); ++i) {
    if (extensions[i].string_stage == nullptr || !enabled_.contains(i)) continue;
    if (!extensions[i].string_stage(value.parts, value.line, *this)) return false;
  }
  return true;
}

// A test where none is taken is mostly the next command after a forgotten semicolon, or a tag without its
// colon.
std::string Checker::unwanted_test(const Node& node) const {
  const char* kind = node.spec->is_test ? "test" : "command";
  const CommandSpec* first = node.tests.empty() ? nullptr : registry_.command(node.tests[0].name, enabled_);
  if (node.has_test_list || (first != nullptr && first->is_test)) {
    return fmt::format("{} accepts no sub-tests, but tests are specified", described(node));
  }
  if (registry_.tag(node.tests[0].name, *node.spec, enabled_) != nullptr) {
    return fmt::format("missing colon ':' before ':{}' tag in {} {}", node.tests[0].name, node.name, kind);
  }
  return fmt::format("missing semicolon ';' after {} {}", node.name, kind);
}

bool Checker::check_sub_tests(Node& node) {
  const CommandSpec& spec = *node.spec;
  if (spec.tests == SubTests::none) {
    if (node.tests.empty() && !node.has_test_list) return true;
    error(node.line, unwanted_test(node));
    return false;
  }
  const bool list = spec.tests == SubTests::list;
  const char* wanted = list ? "a list of sub-tests" : "one sub-test";
  if (node.tests.empty()) {
    error(node.line, fmt::format("{} requires {}, but none is specified", described(node), wanted));
    return false;
  }
  if (list != node.has_test_list) {
    error(node.line, fmt::format("{} requires {}, but {} is specified", described(node), wanted,
                                 list ? "a single test" : "a list of tests"));
    return false;
  }
  return check_test_list(node);
}

// What stands behind a test that already decides is not looked at: it may need what ihave has just denied.
bool Checker::check_test_list(Node& node) {
  const bool all = node.name == "allof";
  bool right = true;
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < node.tests.size(); ++i) {
    const std::optional<bool> answer = (right = check_test(node.tests[i]) && right, node.tests[i].constant);
    if (!answer) ++unknown;
    if (node.spec->tests == SubTests::list && answer && *answer != all) {
      node.tests.resize(i + 1);
      node.constant = *answer;
      return right;
    }
  }
  if (node.name == "not" && node.tests[0].constant) node.constant = !*node.tests[0].constant;
  if (node.spec->tests == SubTests::list && unknown == 0) node.constant = all;
  return right;
}

bool Checker::check_block_presence(Node& node) {
  if (node.spec->block == Block::required && !node.has_block) {
    error(node.line, fmt::format("{} requires a command block, but it is missing", described(node)));
    return false;
  }
  if (node.spec->block == Block::none && node.has_block) {
    error(node.line,
          fmt::format("{} does not accept a command block, but one is specified anyway", described(node)));
    return false;
  }
  return true;
}

bool Checker::enabled(std::string_view capability) const {
  const auto index = registry_.index_of(capability);
  return index && enabled_.contains(*index);
}

bool Checker::can_require(std::string_view capability) const {
  const auto index = registry_.index_of(capability);
  if (!index || !options_.available.contains(*index)) return false;
  if (registry_.extensions()[*index].only_by_require) return enabled_.contains(*index);
  const auto& conflicts = registry_.extensions()[*index].conflicts;
  return std::none_of(conflicts.begin(), conflicts.end(), [&](const char* other) { return enabled(other); });
}

bool Checker::require(const std::string& capability, unsigned line) {
  const auto index = registry_.index_of(capability);
  if (!index || !options_.available.contains(*index)) {
    const bool is_core = registry_.command(capability, {}) != nullptr;
    error(line,
          is_core
              ? fmt::format("require command: `{}' is not known as a Sieve capability, but it is known as a "
                            "Sieve command that is always available",
                            capability)
              : fmt::format("require command: unknown Sieve capability `{}'", capability));
    return false;
  }
  const Extension& extension = registry_.extensions()[*index];
  for (const char* other : extension.conflicts) {
    if (!enabled(other)) continue;
    error(line, fmt::format("the '{}' extension cannot be used together with the '{}' extension", capability,
                            other));
    return false;
  }
  enabled_.insert(*index);
  for (const char* implied : extension.implies) {
    if (const auto other = registry_.index_of(implied)) enabled_.insert(*other);
  }
  return true;
}

}  // namespace dovetail::lmtp::sieve
