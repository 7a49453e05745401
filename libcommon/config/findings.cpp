// SPDX-License-Identifier: MIT
#include "libcommon/config/findings.hpp"

#include <algorithm>
#include <set>

#include "libcommon/config/limits.hpp"

namespace dovetail::config {
namespace {

const char* word_for(Gravity gravity) {
  switch (gravity) {
    case Gravity::note:
      return "note: ";
    case Gravity::warning:
      return "warning: ";
    case Gravity::error:
      return "error: ";
  }
  return "";
}

}  // namespace

std::string to_string(const Position& where) {
  return where.line == 0 ? where.file : where.file + ":" + std::to_string(where.line);
}

std::string to_string(const Finding& finding) {
  const std::string place = to_string(finding.where);
  return (place.empty() ? place : place + ": ") + word_for(finding.gravity) + finding.text;
}

void Findings::add(Gravity gravity, Position where, std::string text) {
  errors_ += gravity == Gravity::error ? 1 : 0;
  if (all_.size() >= kMaxFindings) {
    ++dropped_;
    return;
  }
  all_.push_back({gravity, std::move(where), std::move(text)});
}

void Findings::unreadable(Position where, std::string text) {
  unreadable_ = true;
  error(std::move(where), std::move(text));
}

std::vector<Finding> Findings::sorted() const {
  std::vector<Finding> out = all_;
  std::stable_sort(out.begin(), out.end(),
                   [](const Finding& a, const Finding& b) { return a.where < b.where; });
  std::set<std::string> seen;
  std::erase_if(out, [&](const Finding& one) { return !seen.insert(to_string(one)).second; });
  return out;
}

}  // namespace dovetail::config
