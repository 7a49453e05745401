// SPDX-License-Identifier: MIT
#include "policy/greylist/list_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "libcommon/base/text.hpp"
#include "policy/greylist/limits.hpp"

namespace dovetail::policy::greylist {

void EntryList::read(const std::string& file, std::string_view text, std::vector<ListProblem>& problems) {
  unsigned line_number = 0;
  for (std::string_view line : base::split(text, '\n')) {
    ++line_number;
    const auto where = [&] { return file + " line " + std::to_string(line_number) + ": "; };
    line = base::trimmed(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    if (line.size() > kMaxListLine || entries_.size() >= kMaxListEntries) {
      problems.push_back(
          {where() + (line.size() > kMaxListLine ? "line too long" : "too many entries"), true});
      continue;
    }
    const auto number = static_cast<EntryNumber>(entries_.size());
    if (auto wrong = take(line, number)) {
      const bool fatal = line.front() == '/';  // a pattern is meant to protect many; names are easily spared
      problems.push_back({where() + *wrong, fatal});
    } else {
      entries_.push_back({file, line_number, std::string(line)});
    }
  }
}

base::Result<std::string> read_list_file(const std::string& path) {
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
  if (!file) {
    const int problem = errno;
    if (problem == ENOENT && path.ends_with(".local")) return std::string();
    return base::Unexpected(base::permanent("can't open " + path + ": " + std::strerror(problem), problem));
  }
  std::string text;
  std::string buffer(64 * 1024, '\0');
  for (std::size_t size = 1; size > 0 && text.size() <= kMaxListFile;) {
    size = std::fread(buffer.data(), 1, buffer.size(), file.get());
    text.append(buffer, 0, size);
  }
  if (std::ferror(file.get()) != 0) {
    return base::Unexpected(base::permanent("can't read " + path + ": " + std::strerror(errno), errno));
  }
  if (text.size() > kMaxListFile)
    return base::Unexpected(base::permanent("can't read " + path + ": too long"));
  return text;
}

}  // namespace dovetail::policy::greylist
