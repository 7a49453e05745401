// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libcommon/config/findings.hpp"
#include "libcommon/config/section.hpp"
#include "libcommon/config/source.hpp"

namespace dovetail::config {

// Whose file it is decides how strict we are with names we do not know (warning or error) and which base_dir
// is the default.
enum class Flavour { dovetail, dovecot };

// dovecot: named dovecot.conf, in a folder named dovecot, or written by `doveconf -n`. Everything else is
// ours.
Flavour flavour_of(std::string_view path, std::string_view content);

// A configuration as written: filters are still sections of the tree. filter.hpp makes a view of it.
struct Document {
  std::string main_file;
  Flavour flavour = Flavour::dovetail;
  Section root;
  std::vector<std::string> files;  // everything that was read, in order of opening
};

struct ReadOptions {
  // Default of a setting that `$name` may refer to before it is written; null: no setting of that name.
  const std::string* (*default_of)(std::string_view name) = nullptr;
  // Environment for `$ENV:NAME`; null: not set. Defaults to getenv(3).
  const char* (*environment)(const char* name) = nullptr;
};

// Reads Dovecot 2.3's main grammar (dovecot.conf(5)): includes, continuation, quotes, `$name`, `<file`,
// sections. Never stops at the first mistake: what can be read is in the document, what is wrong in
// `findings`. A file of the 2.4 dialect is one error. A main file that cannot be opened makes the findings
// unreadable (exit status 66).
Document read_file(const std::string& path, const FileSource& source, Findings& findings,
                   const ReadOptions& options = {});

// Dovecot's older grammar for driver files (dovecot-sql.conf.ext): `key = value`, `connect` strings, no
// `<file`, no
// `$name`; dict files also have `map { … fields { … } }`. Section titles are types with a name as in the main
// grammar, never merged.
Section read_driver_file(const std::string& path, const FileSource& source, Findings& findings,
                         const ReadOptions& options = {});

// The words of a driver file's `connect` setting: "host=h dbname=d password='a b'" → pairs in order. A word
// without "=" is a pair with an empty key (SQLite: the path).
std::vector<std::pair<std::string, std::string>> connect_words(std::string_view connect);

}  // namespace dovetail::config
