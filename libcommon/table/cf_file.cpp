// SPDX-License-Identifier: MIT
#include "libcommon/table/cf_file.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/table/limits.hpp"

namespace dovetail::table {
namespace {

std::string_view take_line(std::string_view& content) {
  const auto end = content.find('\n');
  std::string_view line = content.substr(0, end);
  content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
  return line;
}

std::string_view trimmed_right(std::string_view text) {
  while (!text.empty() && base::is_space(text.back()))
    text.remove_suffix(1);
  return text;
}

void add_setting(const LogicalLine& line, CfFile& file) {
  const auto parts = base::split_once(line.text, '=');
  if (!parts) {
    file.problems.push_back({line.number, true, "missing '=' after \"" + line.text.substr(0, 40) + "\""});
    return;
  }
  const std::string_view name = base::trimmed(parts->first);
  if (name.empty()) {
    file.problems.push_back({line.number, true, "missing name before '='"});
  } else if (std::any_of(name.begin(), name.end(), base::is_space)) {
    file.problems.push_back(
        {line.number, true, "missing '=' after \"" + std::string(base::words(name)[0]) + "\""});
  } else {
    file.settings.push_back({std::string(name), std::string(base::trimmed(parts->second)), line.number});
  }
}

}  // namespace

std::vector<LogicalLine> logical_lines(std::string_view content, std::vector<Problem>& problems) {
  std::vector<LogicalLine> lines;
  bool usable = false;  // the line before may be continued
  for (int number = 1; !content.empty(); ++number) {
    const std::string_view line = trimmed_right(take_line(content));
    const std::string_view text = base::trimmed(line);
    if (text.empty() || text[0] == '#') continue;
    if (!base::is_space(line[0])) {
      lines.push_back({number, std::string(line)});
      usable = true;
    } else if (!usable) {
      problems.push_back({number, false, "starts with white space and continues nothing: ignored"});
    } else if (lines.back().text.size() + line.size() > kMaxLogicalLine) {
      problems.push_back({number, true, "line is too long"});
      usable = false;
      lines.pop_back();
    } else {
      lines.back().text.append(line);
    }
  }
  return lines;
}

const CfFile::Setting* CfFile::find(std::string_view name) const {
  const auto at =
      std::find_if(settings.rbegin(), settings.rend(), [name](const Setting& s) { return s.name == name; });
  return at == settings.rend() ? nullptr : &*at;
}

CfFile parse_cf(std::string_view content) {
  CfFile file;
  if (content.size() > kMaxCfFile) {
    file.problems.push_back({0, true, "file is too large"});
    return file;
  }
  for (const LogicalLine& line : logical_lines(content, file.problems)) {
    if (file.settings.size() >= kMaxCfSettings) {
      file.problems.push_back({line.number, true, "too many settings"});
      break;
    }
    add_setting(line, file);
  }
  return file;
}

}  // namespace dovetail::table
