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

base::Result<DomainList> DomainList::parse(std::string_view text, const config::FileSource& files,
                                           const Tables* tables) {
  DomainList list;
  if (auto added = list.add(text, false, 0, {files, tables}); !added) {
    return base::Unexpected(std::move(added).error());
  }
  return list;
}

base::Result<void> DomainList::add(std::string_view text, bool negated, std::size_t depth, const Means& means) {
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
    base::Result<void> added;
    if (word[0] == '/') {
      added = add_file(word, no, depth, means);
    } else if (word.find(':') != std::string::npos && word[0] != '[') {
      added = add_table(word, no, means);
    } else {
      entries_.push_back({base::lowered(word), nullptr, no});
      names_.insert(entries_.back().name);
      only_names_ = only_names_ && !no;
    }
    if (!added) return added;
  }
  return {};
}

base::Result<void> DomainList::add_table(const std::string& specification, bool negated, const Means& means) {
  if (means.tables == nullptr) {
    return base::Unexpected(base::permanent("domain: no table can stand here: " + specification));
  }
  auto table = means.tables->open(specification);
  if (!table) return base::Unexpected(base::with_context(std::move(table).error(), "domain"));
  entries_.push_back({{}, *std::move(table), negated});
  only_names_ = false;
  return {};
}

base::Result<void> DomainList::add_file(const std::string& path, bool negated, std::size_t depth,
                                        const Means& means) {
  if (depth >= kMaxFileDepth) {
    return base::Unexpected(base::permanent("domain: files name each other: " + path));
  }
  auto content = means.files.read(path, kMaxCfFile);
  if (!content) return base::Unexpected(base::with_context(std::move(content).error(), "domain"));
  std::vector<Problem> problems;
  for (const LogicalLine& line : logical_lines(*content, problems)) {
    if (auto added = add(line.text, negated, depth + 1, means); !added) return added;
  }
  return {};
}

bool DomainList::contains(std::string_view domain) const {
  const std::string name = base::lowered(domain);
  if (only_names_) return names_.count(name) > 0;
  for (const Entry& entry : entries_) {
    if (!entry.table) {
      if (entry.name == name) return !entry.negated;
      continue;
    }
    const Answer answer = entry.table->lookup(name);
    if (!answer) return true;  // who cannot tell must not hide a key: the query decides
    if (*answer) return !entry.negated;
  }
  return false;
}

}  // namespace dovetail::table
