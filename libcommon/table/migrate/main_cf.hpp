// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/table/cf_file.hpp"

namespace dovetail::table::migrate {

// A main.cf with what its values stand for: `$name`, `${name}` and `$(name)`, postconf(5). Conditional forms
// (${name?value}) and names that neither the file nor we know stay unexpanded. Postfix's own defaults are known
// where tables depend on them.
class MainCf {
 public:
  // `folder`: what $config_directory stands for.
  MainCf(std::string_view content, std::string folder);

  const std::vector<CfFile::Setting>& settings() const { return file_.settings; }
  bool counts(const CfFile::Setting& setting) const { return file_.find(setting.name) == &setting; }  // the last one
  bool has(std::string_view name) const { return file_.find(name) != nullptr; }

  // The value as written, or Postfix's default; nothing for a name without either.
  std::optional<std::string> value(std::string_view name) const;
  // Everything expanded; nothing if a part is not known.
  std::optional<std::string> expanded(std::string_view text) const { return expanded(text, 0); }
  // The words of a parameter, each expanded; those that cannot be are in `unknown` as written.
  std::vector<std::string> words(std::string_view name, std::vector<std::string>& unknown) const;
  // Is `word` among the words of a parameter?
  bool lists(std::string_view name, std::string_view word) const;
  // The names that values of this file refer to.
  const std::set<std::string, std::less<>>& references() const { return references_; }

 private:
  std::optional<std::string> expanded(std::string_view text, int depth) const;

  CfFile file_;
  std::string folder_;
  std::set<std::string, std::less<>> references_;
};

}  // namespace dovetail::table::migrate
