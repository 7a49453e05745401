// SPDX-License-Identifier: MIT
#include "libcommon/table/text/hash_text.hpp"

#include <string>
#include <unordered_map>

#include "libcommon/base/text.hpp"
#include "libcommon/table/text/braces.hpp"

namespace dovetail::table::text {
namespace {

class HashTable final : public TextTable {
 public:
  bool add(std::string key, std::string value) {
    return entries_.try_emplace(std::move(key), std::move(value)).second;
  }
  Answer lookup(std::string_view key) const override {
    const auto at = entries_.find(std::string(key));
    return at == entries_.end() ? not_found() : found(at->second);
  }

 private:
  std::unordered_map<std::string, std::string> entries_;
};

class StaticTable final : public TextTable {
 public:
  explicit StaticTable(std::string value) : value_(std::move(value)) {}
  Answer lookup(std::string_view) const override { return found(value_); }

 private:
  std::string value_;
};

// Where the key of a line ends. A backslash protects the next byte inside and outside of quotes.
std::size_t key_end(std::string_view line) {
  bool quoted = false;
  std::size_t i = 0;
  for (; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && base::is_space(line[i])) {
      break;
    }
  }
  return std::min(i, line.size());
}

void add_line(const LogicalLine& line, bool fold, HashTable& table, std::vector<Problem>& problems) {
  const std::string_view text = line.text;
  const auto end = key_end(text);
  const std::string key = fold ? base::lowered(text.substr(0, end)) : std::string(text.substr(0, end));
  const std::string_view value = base::trimmed(text.substr(end));
  if (key.empty() || value.empty()) {
    problems.push_back({line.number, false, "expected format: key whitespace value; line ignored"});
    return;
  }
  if (key.back() == ':') {
    problems.push_back({line.number, false, "the key ends in ':': is this an aliases(5) file?"});
  }
  if (!table.add(key, std::string(value))) {
    problems.push_back({line.number, false, "duplicate entry: \"" + base::printable(key, 100) + "\""});
  }
}

ReadTable failed(std::string text) {
  ReadTable read;
  read.problems.push_back({0, true, std::move(text)});
  return read;
}

}  // namespace

ReadTable read_hash(std::string_view content, bool fold) {
  ReadTable read;
  auto table = std::make_unique<HashTable>();
  for (const LogicalLine& line : logical_lines(content, read.problems)) {
    add_line(line, fold, *table, read.problems);
  }
  read.table = std::move(table);
  return read;
}

ReadTable read_inline(std::string_view specification, bool fold) {
  const auto inside = inside_braces(specification);
  const auto parts = inside ? split_outside_braces(*inside) : std::nullopt;
  if (!parts || parts->empty()) {
    return failed("bad syntax: need \"inline:{name=value...}\"");
  }
  auto table = std::make_unique<HashTable>();
  for (std::string_view part : *parts) {
    if (const auto entry = inside_braces(part)) part = *entry;
    const auto pair = base::split_once(part, '=');
    if (!pair || base::trimmed(pair->first).empty()) {
      return failed("bad syntax: no \"name = value\" in \"" + std::string(part) + "\"");
    }
    const std::string_view key = base::trimmed(pair->first);
    table->add(fold ? base::lowered(key) : std::string(key), std::string(base::trimmed(pair->second)));
  }
  ReadTable read;
  read.table = std::move(table);
  return read;
}

ReadTable read_static(std::string_view specification) {
  const auto inside = inside_braces(specification);
  const std::string_view value = inside ? *inside : base::trimmed(specification);
  if (value.empty()) return failed("bad syntax: need \"static:value\"");
  ReadTable read;
  read.table = std::make_unique<StaticTable>(std::string(value));
  return read;
}

}  // namespace dovetail::table::text
