// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dovetail::lmtp::sieve {

struct NamespaceSpec;

// A string of a script after the checker: literal text and references, in order. Expansion is single pass:
// what a reference yields is not looked at again.
struct StringPart {
  enum class Kind { text, variable, match_value, namespaced };
  Kind kind = Kind::text;
  std::string text;                      // the literal, or the name (lower case)
  unsigned index = 0;                    // of a match value
  const NamespaceSpec* space = nullptr;  // of ${space.name}
  bool operator==(const StringPart&) const = default;
};

class TemplateString {
 public:
  TemplateString() = default;
  explicit TemplateString(std::string literal) { add_text(std::move(literal)); }

  bool constant() const {
    return parts_.empty() || (parts_.size() == 1 && parts_[0].kind == StringPart::Kind::text);
  }
  // The text of a constant string; "" otherwise.
  std::string_view literal() const {
    return constant() && !parts_.empty() ? std::string_view(parts_[0].text) : std::string_view();
  }
  const std::vector<StringPart>& parts() const { return parts_; }

  void add_text(std::string_view text) {
    if (text.empty()) return;
    if (parts_.empty() || parts_.back().kind != StringPart::Kind::text) parts_.emplace_back();
    parts_.back().text += text;
  }
  void add(StringPart part) { parts_.push_back(std::move(part)); }

 private:
  std::vector<StringPart> parts_;
};

}  // namespace dovetail::lmtp::sieve
