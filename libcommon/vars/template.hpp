// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "libcommon/vars/expand.hpp"
#include "libcommon/vars/format.hpp"

namespace dovetail::vars {

// A text with %-variables, parsed once and expanded often. Immutable; const use from several threads is safe.
class Template {
 public:
  // The error (temporary) names the template and what is wrong with it.
  static base::Result<Template> parse(std::string_view text);

  base::Result<std::string> expand(const Values& values, const Insertion& insertion) const;
  base::Result<void> check(const Values& known) const;
  bool uses(std::string_view long_name) const;
  // Every variable by its long name ("rip", "passdb:quota_rule"), those of hashes and conditions included.
  std::set<std::string> names() const;

  struct Piece;

 private:
  std::string text_;
  std::vector<Piece> pieces_;
};

// A stretch of plain text, or one variable.
struct Template::Piece {
  enum class Kind { literal, variable, hash, condition };
  Kind kind = Kind::literal;
  std::string
      text;  // literal: itself; variable: its canonical long name; hash: "md5"; condition: the operator
  Format format;
  std::string field;                      // variable: after the colon ("passdb:FIELD"); hash: what is hashed
  std::string fallback;                   // variable with a field: the default after a second colon
  std::string options;                    // hash: "rounds=2,truncate=16"
  std::vector<std::vector<Piece>> parts;  // condition: left, right, then, else
};

}  // namespace dovetail::vars
