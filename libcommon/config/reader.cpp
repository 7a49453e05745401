// SPDX-License-Identifier: MIT
#include "libcommon/config/reader.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/config/tree_reader.hpp"

namespace dovetail::config {

Flavour flavour_of(std::string_view path, std::string_view content) {
  const auto parts = base::split(path, '/');
  const bool in_folder = parts.size() > 1 && parts[parts.size() - 2] == "dovecot";
  const bool by_doveconf = content.starts_with("# 2.3.");  // its first line is the version
  return parts.back() == "dovecot.conf" || in_folder || by_doveconf ? Flavour::dovecot : Flavour::dovetail;
}

Document read_file(const std::string& path, const FileSource& source, Findings& findings,
                   const ReadOptions& options) {
  Document document;
  document.main_file = path;
  TreeReader reader(Grammar::main, source, findings, options, document.root, document.files);
  std::string content;
  if (reader.read_main(path, content)) {
    reader.finish();
  }
  document.flavour = flavour_of(path, content);
  return document;
}

Section read_driver_file(const std::string& path, const FileSource& source, Findings& findings,
                         const ReadOptions& options) {
  Section root;
  std::vector<std::string> files;
  std::string content;
  TreeReader reader(Grammar::driver_file, source, findings, options, root, files);
  if (reader.read_main(path, content)) {
    reader.finish();
  }
  return root;
}

std::vector<std::pair<std::string, std::string>> connect_words(std::string_view connect) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::string_view rest = base::trimmed(connect); !rest.empty(); rest = base::trimmed(rest)) {
    // A quote protects spaces: password='a b'.
    char quote = '\0';
    std::size_t end = 0;
    for (; end < rest.size() && (quote != '\0' || !base::is_space(rest[end])); ++end) {
      if (rest[end] == quote) {
        quote = '\0';
      } else if (quote == '\0' && (rest[end] == '\'' || rest[end] == '"')) {
        quote = rest[end];
      }
    }
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(end);
    if (const auto pair = base::split_once(word, '=')) {
      out.emplace_back(pair->first, unquoted(pair->second));
    } else {
      out.emplace_back("", std::string(word));
    }
  }
  return out;
}

}  // namespace dovetail::config
