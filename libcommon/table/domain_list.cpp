// SPDX-License-Identifier: MIT
#include "libcommon/table/domain_list.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/config/typed.hpp"
#include "libcommon/table/cf_file.hpp"
#include "libcommon/table/limits.hpp"

namespace dovetail::table {
namespace {

constexpr std::size_t kMaxFileDepth = 8;

}  // namespace

base::Result<DomainList> DomainList::parse(std::string_view text, const config::FileSource& files) {
  DomainList list;
  if (auto added = list.add(text, false, 0, files); !added) {
    return base::Unexpected(std::move(added).error());
  }
  return list;
}

base::Result<void> DomainList::add(std::string_view text, bool negated, std::size_t depth,
                                   const config::FileSource& files) {
  for (std::string& word : config::parse_words(text)) {
    restricts_ = true;
    bool no = negated;
    while (!word.empty() && word[0] == '!') {
      word.erase(0, 1);
      no = !no;
    }
    if (word.empty()) {
      return base::Unexpected(base::permanent("domain: no name after '!'"));
    }
    if (word[0] != '/') {
      if (word.find(':') != std::string::npos && word[0] != '[') {
        return base::Unexpected(
            base::permanent("domain: a table (" + word + ") is not supported: list the names"));
      }
      entries_.push_back({base::lowered(word), no});
      names_.insert(entries_.back().name);
      any_negated_ = any_negated_ || no;
      continue;
    }
    if (depth >= kMaxFileDepth) {
      return base::Unexpected(base::permanent("domain: files name each other: " + word));
    }
    auto content = files.read(word, kMaxCfFile);
    if (!content) return base::Unexpected(base::with_context(std::move(content).error(), "domain"));
    std::vector<Problem> problems;
    for (const LogicalLine& line : logical_lines(*content, problems)) {
      if (auto added = add(line.text, no, depth + 1, files); !added) return added;
    }
  }
  return {};
}

bool DomainList::contains(std::string_view domain) const {
  const std::string name = base::lowered(domain);
  if (!any_negated_) return names_.count(name) > 0;
  for (const Entry& entry : entries_) {
    if (entry.name == name) return !entry.negated;
  }
  return false;
}

}  // namespace dovetail::table
