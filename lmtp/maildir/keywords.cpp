// SPDX-License-Identifier: MIT
#include "lmtp/maildir/keywords.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/maildir/limits.hpp"
#include "lmtp/maildir/lock_file.hpp"

namespace dovetail::lmtp::maildir {

using dovetail::maildir::Descriptor;
using dovetail::maildir::Disk;

namespace {

constexpr const char* kFile = "dovecot-keywords";

// 0 for what is no system flag. \Recent belongs to the server.
char system_letter(std::string_view flag) {
  if (base::equals_ignoring_case(flag, "\\Draft")) return 'D';
  if (base::equals_ignoring_case(flag, "\\Flagged")) return 'F';
  if (base::equals_ignoring_case(flag, "\\Answered")) return 'R';
  if (base::equals_ignoring_case(flag, "\\Seen")) return 'S';
  if (base::equals_ignoring_case(flag, "\\Deleted")) return 'T';
  return 0;
}

bool is_keyword(std::string_view flag) {
  const auto ordinary = [](char c) { return !base::is_control(c) && c != ' ' && c != '\\'; };
  return !flag.empty() && flag.size() < 256 && std::all_of(flag.begin(), flag.end(), ordinary);
}

Keywords read(Disk& disk, const Descriptor& control) {
  auto file = disk.open_read(control, kFile);
  const auto content =
      file ? disk.read_some(*file, kMaxKeywordsFile) : base::Result<std::string>(std::string());
  return content ? parse_keywords(*content) : Keywords();
}

// 0: not there.
char letter_of(const Keywords& known, std::string_view keyword) {
  for (std::size_t i = 0; i < known.size() && i < kMaxKeywords; ++i) {
    if (base::equals_ignoring_case(known[i], keyword)) {
      return static_cast<char>('a' + i);
    }
  }
  return 0;
}

// Reads, extends and writes the file under the lock.
Keywords extended(Disk& disk, const Descriptor& control, const std::vector<std::string>& wanted) {
  auto lock = LockFile::take(disk, control, "dovecot-uidlist.lock");
  Keywords known = read(disk, control);
  if (!lock) {
    return known;
  }
  const std::size_t before = known.size();
  for (const std::string& keyword : wanted) {
    if (letter_of(known, keyword) == 0 && known.size() < kMaxKeywords) {
      known.push_back(keyword);
    }
  }
  if (known.size() != before && !lock->replace(kFile, format_keywords(known), 0600)) {
    known.resize(before);
  }
  return known;
}

}  // namespace

Keywords parse_keywords(std::string_view content) {
  Keywords keywords;
  for (const std::string_view line : base::split(content, '\n')) {
    const auto pair = base::split_once(line, ' ');
    const auto index = pair ? base::to_number<std::size_t>(pair->first) : std::nullopt;
    if (!index || *index >= kMaxKeywords || pair->second.empty()) {
      continue;
    }
    if (keywords.size() <= *index) {
      keywords.resize(*index + 1);
    }
    keywords[*index] = pair->second;
  }
  return keywords;
}

std::string format_keywords(const Keywords& keywords) {
  std::string content;
  for (std::size_t i = 0; i < keywords.size(); ++i) {
    if (!keywords[i].empty()) {
      content += std::to_string(i) + " " + keywords[i] + "\n";
    }
  }
  return content;
}

std::string flag_letters(Disk& disk, const Descriptor& control, const std::vector<std::string>& flags) {
  std::string letters;
  std::vector<std::string> keywords;
  for (const std::string& flag : flags) {
    if (const char letter = system_letter(flag); letter != 0) {
      letters += letter;
    } else if (is_keyword(flag)) {
      keywords.push_back(flag);
    }
  }
  if (keywords.empty()) {
    return letters;
  }
  Keywords known = read(disk, control);
  const auto is_new = [&](const std::string& keyword) { return letter_of(known, keyword) == 0; };
  if (std::any_of(keywords.begin(), keywords.end(), is_new)) {
    known = extended(disk, control, keywords);
  }
  for (const std::string& keyword : keywords) {
    if (const char letter = letter_of(known, keyword); letter != 0) {
      letters += letter;
    }
  }
  return letters;
}

}  // namespace dovetail::lmtp::maildir
