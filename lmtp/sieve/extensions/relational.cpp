// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/relational.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/matcher.hpp"

namespace dovetail::lmtp::sieve {

namespace {

enum class Relation { gt, ge, lt, le, eq, ne };
constexpr std::array<std::string_view, 6> kNames{"gt", "ge", "lt", "le", "eq", "ne"};

std::optional<Relation> relation_named(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (name == kNames[i]) return static_cast<Relation>(i);
  }
  return std::nullopt;
}

bool holds(Relation relation, int order) {
  switch (relation) {
    case Relation::gt:
      return order > 0;
    case Relation::ge:
      return order >= 0;
    case Relation::lt:
      return order < 0;
    case Relation::le:
      return order <= 0;
    case Relation::eq:
      return order == 0;
    case Relation::ne:
      break;
  }
  return order != 0;
}

class RelationMatcher final : public Matcher {
 public:
  RelationMatcher(Relation relation, bool counts) : relation_(relation), counts_(counts) {}
  bool match(Machine&, const Comparator& comparator, std::string_view value,
             const std::string& key) const override {
    return holds(relation_, comparator.compare(value, key));
  }
  bool counts() const override { return counts_; }

 private:
  Relation relation_;
  bool counts_;
};

struct RelationMeaning final : MatchTypeMeaning {
  explicit RelationMeaning(const char* name) { tag = name; }
  std::unique_ptr<const Matcher> make(const Node& node, const TagUse* use, const Argument&,
                                      const Comparator&) const override {
    const auto relation = relation_named(node.parameter(*use).strings[0].text);
    return std::make_unique<RelationMatcher>(relation.value_or(Relation::eq),
                                             std::string_view(tag) == "count");
  }
};

bool check_relation(Node& node, const TagUse& use, Checker& checker) {
  const StringValue& word = node.parameter(use).strings[0];
  if (relation_named(word.text)) return true;
  checker.error(word.line,
                fmt::format("the :{} match-type requires a constant string argument being one of \"gt\", "
                            "\"ge\", \"lt\", \"le\", \"eq\" or \"ne\", but \"{}\" was found",
                            use.spec->name, base::printable(word.text, 80)));
  return false;
}

}  // namespace

Extension relational_extension() {
  static const RelationMeaning kValue("value");
  static const RelationMeaning kCount("count");
  Extension extension;
  extension.name = "relational";
  for (const RelationMeaning* meaning : {&kValue, &kCount}) {
    extension.tags.push_back({.name = meaning->tag,
                              .slot = kMatchTypeSlot,
                              .parameter = ValueKind::string,
                              .literal = true,
                              .check = check_relation,
                              .meaning = meaning,
                              .wrong_parameter =
                                  "the :{} match-type requires a constant string argument being one of "
                                  "\"gt\", \"ge\", \"lt\", \"le\", \"eq\" or \"ne\", but {} was found"});
  }
  return extension;
}

}  // namespace dovetail::lmtp::sieve
