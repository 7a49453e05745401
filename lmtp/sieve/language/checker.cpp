// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/checker.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace dovetail::lmtp::sieve {

namespace {

const char* describe(Argument::Kind kind) {
  switch (kind) {
    case Argument::Kind::number: return "a number";
    case Argument::Kind::string: return "a string";
    case Argument::Kind::string_list: return "a string list";
    case Argument::Kind::tag: break;
  }
  return "a tag";
}

const char* describe(ValueKind kind) {
  switch (kind) {
    case ValueKind::number: return "a number";
    case ValueKind::string_list: return "a string list";
    default: return "a string";
  }
}

bool fits(const Argument& argument, ValueKind kind) {
  switch (argument.kind) {
    case Argument::Kind::number: return kind == ValueKind::number;
    case Argument::Kind::string: return kind == ValueKind::string || kind == ValueKind::string_list;
    case Argument::Kind::string_list: return kind == ValueKind::string_list;
    case Argument::Kind::tag: break;
  }
  return false;
}

}  // namespace

std::string described(const Node& node) {
  return fmt::format("the {} {}", node.name, node.spec != nullptr && node.spec->is_test ? "test" : "command");
}

Checker::Checker(const Registry& registry, const CompileOptions& options, const std::string& script_name,
                 Diagnostics& diagnostics)
    : registry_(registry), options_(options), script_name_(script_name), diagnostics_(diagnostics) {}

bool Checker::check(std::vector<Node>& commands) {
  const bool right = check_block(commands);
  if (diagnostics_.has_errors()) {
    diagnostics_.error(script_name_, 0, "validation failed");
  } else {
    for (auto& [line, text] : late_errors_) {
      error(line, std::move(text));
    }
  }
  return right && !diagnostics_.has_errors();
}

bool Checker::check_block(std::vector<Node>& commands) {
  bool right = true;
  const Node* before = nullptr;
  for (Node& node : commands) {
    previous_ = before;
    enclosing_.push_back(&node);
    right = check_command(node) && right;
    enclosing_.pop_back();
    before = &node;
  }
  return right;
}

bool Checker::check_command(Node& node) {
  node.spec = registry_.command(node.name, enabled_);
  if (node.name != "require") require_allowed_ = false;
  if (node.spec == nullptr) {
    if (first_time("command " + node.name)) {
      error(node.line, fmt::format("unknown command '{}' (only reported once at first occurrence)", node.name));
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
    right = check_block(node.block) && right;
  }
  return right;
}

bool Checker::check_arguments(Node& node) {
  std::size_t at = 0;
  return check_tags(node, at) && check_positional(node, at) && expand_arguments(node);
}

// The tags that stand before the positional arguments, with their parameters.
bool Checker::check_tags(Node& node, std::size_t& at) {
  std::set<std::string> slots;
  while (at < node.arguments.size() && node.arguments[at].kind == Argument::Kind::tag) {
    const Argument& tag = node.arguments[at];
    const TagSpec* spec = registry_.tag(tag.tag, *node.spec, enabled_);
    if (spec == nullptr) {
      if (first_time("tag " + node.name + " " + tag.tag)) {
        error(tag.line, fmt::format("unknown tagged argument ':{}' for {} (reported only once at first occurrence)",
                                    tag.tag, described(node)));
      }
      return false;
    }
    const std::string slot = spec->slot != nullptr ? spec->slot : std::string(":") + spec->name;
    if (!slots.insert(slot).second && !spec->repeatable) {
      error(tag.line, spec->slot != nullptr ? fmt::format("encountered duplicate {} argument (:{}) for {}", slot,
                                                          tag.tag, described(node))
                                            : fmt::format("encountered duplicate {} argument for {}", slot,
                                                          described(node)));
      return false;
    }
    if (!check_tag_parameter(node, *spec, at)) return false;
    node.tags.push_back({spec, at});
    at += spec->parameter == ValueKind::none ? 1 : 2;
    if (spec->check != nullptr && !spec->check(node, node.tags.back(), *this)) return false;
  }
  return true;
}

bool Checker::check_tag_parameter(Node& node, const TagSpec& spec, std::size_t tag) {
  if (spec.parameter == ValueKind::none) return true;
  const unsigned line = node.arguments[tag].line;
  if (tag + 1 >= node.arguments.size()) {
    error(line, fmt::format("the :{} tag for {} requires {} as parameter, but no more arguments were found", spec.name,
                            described(node), describe(spec.parameter)));
    return false;
  }
  Argument& parameter = node.arguments[tag + 1];
  if (!fits(parameter, spec.parameter)) {
    error(line, spec.wrong_parameter != nullptr ? fmt::format(fmt::runtime(spec.wrong_parameter), spec.name,
                                                              describe(parameter.kind)) : fmt::format("the :{} tag for {} requires {} as parameter, but {} was found", spec.name,
                            described(node), describe(spec.parameter), describe(parameter.kind)));
    return false;
  }
  bool right = true;
  for (StringValue& value : parameter.strings) {
    if (spec.literal) {
      value.parts = TemplateString(value.text);
    } else {
      right = expand(value) && right;
    }
  }
  return right;
}

// RFC 5232's commands: [variable] flags.
bool Checker::check_optional_first(const Node& node, std::size_t at) {
  if (at == node.arguments.size()) {
    error(node.line, fmt::format("{} expects at least one argument, but none was found", described(node)));
    return false;
  }
  const Argument& first = node.arguments[at];
  if (first.kind == Argument::Kind::string || first.kind == Argument::Kind::string_list) return true;
  error(first.line, fmt::format("{} expects either a string (variable name) or a string-list (list of flags) as first "
                                "argument, but {} was found",
                                described(node), describe(first.kind)));
  return false;
}

bool Checker::check_positional(Node& node, std::size_t at) {
  const auto& parameters = node.spec->parameters;
  const std::size_t given = node.arguments.size() - at;
  const auto is_tag = [](const Argument& argument) { return argument.kind == Argument::Kind::tag; };
  const auto late_tag = std::find_if(node.arguments.begin() + static_cast<std::ptrdiff_t>(at), node.arguments.end(),
                                     is_tag);
  if (node.spec->optional_first && !check_optional_first(node, at)) return false;
  const bool short_form = node.spec->optional_first && given + 1 == parameters.size();
  const std::size_t skipped = short_form ? 1 : 0;
  for (std::size_t i = 0; at + i < node.arguments.size() && i + skipped < parameters.size(); ++i) {
    const Argument& argument = node.arguments[at + i];
    if (is_tag(argument)) break;
    const Parameter& parameter = parameters[i + skipped];
    if (!fits(argument, parameter.kind)) {
      error(argument.line, node.spec->wrong_argument != nullptr
                               ? fmt::format(fmt::runtime(node.spec->wrong_argument), describe(argument.kind))
                               : fmt::format("{} expects {} as argument {} ({}), but {} was found", described(node),
                                             describe(parameter.kind), i + skipped + 1, parameter.name,
                                             describe(argument.kind)));
      return false;
    }
    node.positional.push_back(at + i);
  }
  if (late_tag != node.arguments.end()) {
    error(late_tag->line, fmt::format("encountered an unexpected tagged argument ':{}' while validating positional "
                                      "arguments for {}",
                                      late_tag->tag, described(node)));
    return false;
  }
  if (given + skipped != parameters.size()) {
    error(node.line, fmt::format("{} requires {} positional argument(s), but {} is/are specified", described(node),
                                 parameters.size(), given));
    return false;
  }
  return true;
}

bool Checker::expand_arguments(Node& node) {
  bool right = true;
  for (const std::size_t index : node.positional) {
    for (StringValue& value : node.arguments[index].strings) {
      if (node.spec->literal) {
        value.parts = TemplateString(value.text);
      } else {
        right = expand(value) && right;
      }
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

bool Checker::check_sub_tests(Node& node) {
  const CommandSpec& spec = *node.spec;
  if (spec.tests == SubTests::none) {
    if (node.tests.empty() && !node.has_test_list) return true;
    const CommandSpec* first = node.tests.empty() ? nullptr : registry_.command(node.tests[0].name, enabled_);
    const bool forgotten_semicolon = !node.has_test_list && (first == nullptr || !first->is_test);
    error(node.line, forgotten_semicolon
                         ? fmt::format("missing semicolon ';' after {} {}", node.name, spec.is_test ? "test" : "command")
                         : fmt::format("{} accepts no sub-tests, but tests are specified", described(node)));
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
  bool right = true;
  for (Node& test : node.tests) {
    right = check_test(test) && right;
  }
  return right;
}

bool Checker::check_block_presence(Node& node) {
  if (node.spec->block == Block::required && !node.has_block) {
    error(node.line, fmt::format("{} requires a command block, but it is missing", described(node)));
    return false;
  }
  if (node.spec->block == Block::none && node.has_block) {
    error(node.line, fmt::format("{} does not accept a command block, but one is specified anyway", described(node)));
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
  const auto& conflicts = registry_.extensions()[*index].conflicts;
  return std::none_of(conflicts.begin(), conflicts.end(), [&](const char* other) { return enabled(other); });
}

bool Checker::require(const std::string& capability, unsigned line) {
  const auto index = registry_.index_of(capability);
  if (!index || !options_.available.contains(*index)) {
    const bool is_core = registry_.command(capability, {}) != nullptr;
    error(line, is_core ? fmt::format("require command: `{}' is not known as a Sieve capability, but it is known as a "
                                      "Sieve command that is always available",
                                      capability)
                        : fmt::format("require command: unknown Sieve capability `{}'", capability));
    return false;
  }
  const Extension& extension = registry_.extensions()[*index];
  for (const char* other : extension.conflicts) {
    if (!enabled(other)) continue;
    error(line, fmt::format("the '{}' extension cannot be used together with the '{}' extension", capability, other));
    return false;
  }
  enabled_.insert(*index);
  for (const char* implied : extension.implies) {
    if (const auto other = registry_.index_of(implied)) enabled_.insert(*other);
  }
  return true;
}

}  // namespace dovetail::lmtp::sieve
