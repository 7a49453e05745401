// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/body.hpp"

#include <fmt/format.h>

#include "libcommon/base/text.hpp"
#include "lmtp/message/part_content.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/machine.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

using message::Part;

constexpr const char* kTransformSlot = "body transform";

// RFC 5173 §5.2: "" is every part, "text" a main type, "text/html" a full one; anything with a stray slash
// none.
bool type_matches(const Part& part, const std::string& wanted) {
  if (wanted.empty()) return true;
  const std::size_t slash = wanted.find('/');
  if (slash == std::string::npos) return part.type.type == wanted;
  if (slash == 0 || slash + 1 == wanted.size() || wanted.find('/', slash + 1) != std::string::npos)
    return false;
  return part.type.type == wanted.substr(0, slash) && part.type.subtype == wanted.substr(slash + 1);
}

class BodyTest final : public Operation {
 public:
  explicit BodyTest(const Node& node) : rule_(node, 0) {
    raw_ = node.tag("raw") != nullptr;
    if (const TagUse* use = node.tag("content")) types_ = strings_of(node.parameter(*use));
    by_type_ = node.tag("content") != nullptr;
  }

  Flow run(Machine& machine) const override {
    MatchRun match(machine, rule_);
    match.keep_match_values();  // RFC 5173 §6: wildcards of a body test set no variables
    if (raw_) {
      if (machine.message().header().has_empty_line()) match.add(machine.message().body());
    } else {
      add_parts(machine, match);
    }
    return machine.answer_test(match.finish());
  }

 private:
  void add_parts(Machine& machine, MatchRun& match) const {
    std::vector<std::string> wanted;
    for (const TemplateString& type : types_) {
      wanted.push_back(base::lowered(machine.expand(type)));
    }
    for (const Part& part : machine.message().parts().parts()) {
      if (by_type_ ? add_content(part, wanted, match) : add_text(part, match)) return;
    }
  }

  static bool add_text(const Part& part, MatchRun& match) {
    return message::is_readable(part) && part.header.has_empty_line() &&
           match.add(message::readable_text(part));
  }

  static bool add_content(const Part& part, const std::vector<std::string>& wanted, MatchRun& match) {
    bool matches = false;
    for (const std::string& type : wanted) {
      matches = matches || type_matches(part, type);
    }
    if (!matches || !part.header.has_empty_line()) return false;  // a header alone has no content
    if (part.type.type == "multipart") return match.add(part.prologue) || match.add(part.epilogue);
    if (part.type.is("message", "rfc822")) {
      const message::HeaderBlock inner(part.body);
      return match.add(part.body.substr(0, inner.fields_end()));
    }
    return match.add(message::decoded_content(part));
  }

  MatchRule rule_;
  std::vector<TemplateString> types_;
  bool by_type_ = false;
  bool raw_ = false;
};

bool check_transform(Node& node, const TagUse& use, Checker& checker) {
  for (const TagUse& other : node.tags) {
    if (&other == &use || other.spec->slot == nullptr || std::string_view(other.spec->slot) != kTransformSlot)
      continue;
    checker.error(node.line,
                  fmt::format("encountered duplicate :{} argument for {}", use.spec->name, described(node)));
    return false;
  }
  return true;
}

bool check_body(Node& node, Checker& checker) {
  return check_match(node, 0, checker);
}

void build_body(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<BodyTest>(node));
}

}  // namespace

Extension body_extension() {
  Extension extension;
  extension.name = "body";
  extension.commands = {{.name = "body",
                         .is_test = true,
                         .parameters = {{"key list", ValueKind::string_list}},
                         .slots = {kMatchTypeSlot, kComparatorSlot, kTransformSlot},
                         .check = check_body,
                         .build = build_body}};
  extension.tags = {
      {.name = "raw", .slot = kTransformSlot, .check = check_transform, .repeatable = true},
      {.name = "text", .slot = kTransformSlot, .check = check_transform, .repeatable = true},
      {.name = "content",
       .slot = kTransformSlot,
       .parameter = ValueKind::string_list,
       .check = check_transform,
       .repeatable = true},
  };
  return extension;
}

}  // namespace dovetail::lmtp::sieve
