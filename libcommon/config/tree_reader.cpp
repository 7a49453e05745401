// SPDX-License-Identifier: MIT
#include "libcommon/config/tree_reader.hpp"

#include <algorithm>

#include "libcommon/config/limits.hpp"

namespace dovetail::config {
namespace {

// What doveconf writes in place of a secret unless called with -P.
constexpr std::string_view kMaskedValue = "# hidden, use -P to show it";
constexpr std::string_view kMaskedWord = "#hidden_use-P_to_show#";

}  // namespace

TreeReader::TreeReader(Grammar grammar, const FileSource& source, Findings& findings,
                       const ReadOptions& options, Section& root, std::vector<std::string>& files)
    : grammar_(grammar),
      source_(source),
      findings_(findings),
      options_(options),
      root_(root),
      files_(files),
      stack_{{&root, {}}} {}

bool TreeReader::read_main(const std::string& path, std::string& content) {
  auto read = source_.read(path, kMaxTotalBytes);
  if (!read) {
    findings_.unreadable({path, 0}, read.error().detail);
    return false;
  }
  content = std::move(*read);
  bytes_ += content.size();
  files_.push_back(path);
  read_content(path, content);
  return true;
}

void TreeReader::finish() {
  while (stack_.size() > 1 && !stopped_) {
    findings_.error(stack_.back().where,
                    "Missing '}' (section started at " + to_string(stack_.back().where) + ")");
    stack_.pop_back();
  }
}

void TreeReader::read_content(const std::string& path, std::string_view content) {
  check_mask(content, path);
  including_.push_back(path);
  LogicalLines lines(content, grammar_);
  while (!stopped_) {
    const auto line = lines.next();
    if (!line) {
      break;
    }
    const Position where{path, line->number};
    if (line->too_long) {
      findings_.error(where, "Line is longer than " + std::to_string(kMaxLineBytes) + " bytes");
      continue;
    }
    if (line->ambiguous_hash) {
      findings_.warning(where,
                        "Ambiguous '#' character: the rest of the line is taken as a comment; put the value "
                        "into quotes or a space before the '#'");
    }
    obey(parse_statement(line->text, grammar_), where);
  }
  including_.pop_back();
}

// doveconf's output is a good thing to migrate from, but not with its secrets masked: they would read as
// empty.
void TreeReader::check_mask(std::string_view content, const std::string& path) {
  for (const std::string_view mask : {kMaskedValue, kMaskedWord}) {
    const auto at = content.find(mask);
    if (at != std::string_view::npos) {
      const auto line =
          std::count(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
      findings_.error({path, static_cast<unsigned>(line)},
                      "The value is masked: write this file with `doveconf -n -P`");
    }
  }
}

void TreeReader::obey(const Statement& statement, const Position& where) {
  switch (statement.kind) {
    case Statement::Kind::setting:
      set(statement.first, statement.second, where);
      break;
    case Statement::Kind::include:
    case Statement::Kind::include_try:
      include(statement.first, statement.kind == Statement::Kind::include, where);
      break;
    case Statement::Kind::open:
      open(statement, where);
      break;
    case Statement::Kind::close:
      if (stack_.size() == 1) {
        findings_.error(where, "Unexpected '}'");
      } else {
        stack_.pop_back();
      }
      break;
    case Statement::Kind::wrong:
      findings_.error(where, statement.first);
      break;
  }
}

void TreeReader::include(const std::string& pattern, bool must_match, const Position& where) {
  if (pattern.empty()) {
    return;  // names the folder itself, which reads as empty
  }
  bool any = false;
  for (const std::string& alternative : brace_alternatives(relative_to_folder_of(where.file, pattern))) {
    std::vector<std::string> found = source_.matches(alternative);
    if (grammar_ == Grammar::driver_file) {
      std::reverse(found.begin(), found.end());  // the older reader takes the last match first
    }
    for (const std::string& path : found) {
      any = true;
      include_file(path, must_match, where);
    }
  }
  if (!any && must_match) {
    findings_.error(where, "No matches for !include " + pattern);
  }
}

void TreeReader::include_file(const std::string& path, bool must_read, const Position& where) {
  if (stopped_) {
    return;
  }
  if (std::find(including_.begin(), including_.end(), path) != including_.end()) {
    findings_.error(where, "Recursive include file: " + path);
    return;
  }
  if (including_.size() >= kMaxIncludeDepth || files_.size() >= kMaxFiles) {
    findings_.error(where, "Too many included files: " + path + " is not read");
    stopped_ = files_.size() >= kMaxFiles;
    return;
  }
  const auto content = source_.read(path, kMaxTotalBytes - std::min(bytes_, kMaxTotalBytes));
  if (!content) {
    if (must_read) {
      findings_.error(where, content.error().detail);
    }
    return;
  }
  bytes_ += content->size();
  files_.push_back(path);
  read_content(path, *content);
}

void TreeReader::open(const Statement& statement, const Position& where) {
  Section& parent = *stack_.back().section;
  if (stack_.size() > kMaxSectionDepth || ++sections_ > kMaxSections) {
    findings_.error(where, "Too many sections");
    stopped_ = true;
    return;
  }
  if (parent.type() == "plugin") {
    findings_.error(where, "Section not allowed here: " + statement.first);
  }
  const bool again =
      !statement.second.empty() && parent.section(statement.first, statement.second) != nullptr;
  if (again && !is_mergeable(statement.first) && grammar_ == Grammar::main) {
    findings_.error(where, statement.first + "/" + statement.second + " already exists");
  }
  Section& section = parent.add(statement.first, statement.second, where);
  stack_.push_back({&section, where});
}

}  // namespace dovetail::config
