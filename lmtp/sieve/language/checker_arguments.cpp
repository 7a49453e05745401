// SPDX-License-Identifier: MIT
// The part of the Checker that fits arguments to what a command takes.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lmtp/sieve/language/checker.hpp"

namespace dovetail::lmtp::sieve {

namespace {

const char* describe(Argument::Kind kind) {
  switch (kind) {
    case Argument::Kind::number:
      return "a number";
    case Argument::Kind::string:
      return "a string";
    case Argument::Kind::string_list:
      return "a string list";
    case Argument::Kind::tag:
      break;
  }
  return "a tag";
}

const char* describe(ValueKind kind) {
  switch (kind) {
    case ValueKind::number:
      return "a number";
    case ValueKind::string_list:
      return "a string list";
    default:
      return "a string";
  }
}

bool fits(const Argument& argument, ValueKind kind) {
  switch (argument.kind) {
    case Argument::Kind::number:
      return kind == ValueKind::number;
    case Argument::Kind::string:
      return kind == ValueKind::string || kind == ValueKind::string_list;
    case Argument::Kind::string_list:
      return kind == ValueKind::string_list;
    case Argument::Kind::tag:
      break;
  }
  return false;
}

}  // namespace

bool Checker::check_arguments(Node& node) {
  std::size_t at = 0;
  return check_tags_known(node) && check_tags(node, at) && check_positional(node, at) &&
         expand_arguments(node);
}

bool Checker::check_tags_known(const Node& node) {
  for (const Argument& tag : node.arguments) {
    if (tag.kind != Argument::Kind::tag || registry_.tag(tag.tag, *node.spec, enabled_) != nullptr) continue;
    if (first_time("tag " + node.name + " " + tag.tag)) {
      error(tag.line,
            fmt::format("unknown tagged argument ':{}' for {} (reported only once at first occurrence)",
                        tag.tag, described(node)));
    }
    return false;
  }
  return true;
}

// The tags that stand before the positional arguments, with their parameters.
bool Checker::check_tags(Node& node, std::size_t& at) {
  std::set<std::string> slots;
  while (at < node.arguments.size() && node.arguments[at].kind == Argument::Kind::tag) {
    const Argument& tag = node.arguments[at];
    const TagSpec* spec = registry_.tag(tag.tag, *node.spec, enabled_);
    const std::string slot = spec->slot != nullptr ? spec->slot : std::string(":") + spec->name;
    if (!slots.insert(slot).second && !spec->repeatable) {
      error(tag.line, spec->slot != nullptr
                          ? fmt::format("encountered duplicate {} argument (:{}) for {}", slot, tag.tag,
                                        described(node))
                          : fmt::format("encountered duplicate {} argument for {}", slot, described(node)));
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
    error(line, spec.wrong_parameter != nullptr
                    ? fmt::format(fmt::runtime(spec.wrong_parameter), spec.name, "none")
                    : fmt::format("the :{} tag for {} requires {} as parameter, but no parameters were found",
                                  spec.name, described(node), describe(spec.parameter)));
    return false;
  }
  Argument& parameter = node.arguments[tag + 1];
  if (!fits(parameter, spec.parameter)) {
    error(line, spec.wrong_parameter != nullptr
                    ? fmt::format(fmt::runtime(spec.wrong_parameter), spec.name, describe(parameter.kind))
                    : fmt::format("the :{} tag for {} requires {} as parameter, but {} was found", spec.name,
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
  const char* words =
      node.spec->wrong_argument != nullptr
          ? node.spec->wrong_argument
          : "expects either a string (variable name) or a string-list (list of flags) as first argument";
  error(first.line, fmt::format("{} {}, but {} was found", described(node), words, describe(first.kind)));
  return false;
}

bool Checker::check_positional(Node& node, std::size_t at) {
  const auto& parameters = node.spec->parameters;
  const std::size_t given = node.arguments.size() - at;
  const auto is_tag = [](const Argument& argument) { return argument.kind == Argument::Kind::tag; };
  const auto late_tag =
      std::find_if(node.arguments.begin() + static_cast<std::ptrdiff_t>(at), node.arguments.end(), is_tag);
  if (node.spec->optional_first && !check_optional_first(node, at)) return false;
  const bool short_form = node.spec->optional_first && given + 1 == parameters.size();
  const std::size_t skipped = short_form ? 1 : 0;
  if (late_tag == node.arguments.end() && given + skipped != parameters.size()) {
    error(node.line, fmt::format("{} requires {} positional argument(s), but {} is/are specified",
                                 described(node), parameters.size(), given));
    return false;
  }
  for (std::size_t i = 0; at + i < node.arguments.size() && i + skipped < parameters.size(); ++i) {
    const Argument& argument = node.arguments[at + i];
    if (is_tag(argument)) break;
    const Parameter& parameter = parameters[i + skipped];
    if (!fits(argument, parameter.kind)) {
      error(argument.line, node.spec->wrong_argument != nullptr
                               ? fmt::format(fmt::runtime(node.spec->wrong_argument), describe(argument.kind))
                               : fmt::format("{} expects {} as argument {} ({}), but {} was found",
                                             described(node), describe(parameter.kind), i + skipped + 1,
                                             parameter.name, describe(argument.kind)));
      return false;
    }
    node.positional.push_back(at + i);
  }
  if (late_tag != node.arguments.end()) {
    error(late_tag->line,
          fmt::format("encountered an unexpected tagged argument ':{}' while validating positional "
                      "arguments for {}",
                      late_tag->tag, described(node)));
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

}  // namespace dovetail::lmtp::sieve
