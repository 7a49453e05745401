// SPDX-License-Identifier: MIT
#include "sasl/passdb/passwd_file_source.hpp"

#include <cerrno>

#include "libcommon/base/text.hpp"

namespace dovetail::sasl {

PasswdFileArgs parse_passwd_file_args(std::string_view args) {
  PasswdFileArgs result;
  args = base::trimmed(args);
  for (;;) {
    const auto space = args.find(' ');
    const std::string_view word = args.substr(0, space);
    if (word.starts_with("scheme=")) {
      result.scheme = base::uppered(word.substr(7));
    } else if (word.starts_with("username_format=")) {
      result.user_format = word.substr(16);
    } else {
      result.path = args;  // the path may hold spaces
      return result;
    }
    args = space == std::string_view::npos ? std::string_view() : base::trimmed(args.substr(space));
  }
}

PasswdFileLookup::PasswdFileLookup(PasswdFileArgs args)
    : args_(std::move(args)), path_varies_(args_.path.find('%') != std::string::npos) {}

base::Result<const PasswdEntries*> PasswdFileLookup::entries(const Subject& subject) {
  if (!path_varies_) {
    return files_.open(args_.path);
  }
  // A user name decides which file is read: it must not lead out of the folder.
  auto path = vars::expand_path(args_.path, SubjectValues(subject));
  if (!path) {
    if (path.error().kind == base::ErrorKind::permanent) {
      return nullptr;
    }
    return base::Unexpected(std::move(path).error());
  }
  auto opened = files_.open(*path);
  if (!opened && opened.error().code == ENOENT) {
    return nullptr;  // no file for this domain: no such user
  }
  return opened;
}

base::Result<const PasswdEntry*> PasswdFileLookup::find(const Subject& subject) {
  const auto file = entries(subject);
  if (!file) {
    return base::Unexpected(file.error());
  }
  if (*file == nullptr) {
    return nullptr;
  }
  if (args_.user_format == "%u") {
    return (*file)->find(subject.user);
  }
  auto name = vars::expand(args_.user_format, SubjectValues(subject));
  if (!name) {
    return base::Unexpected(std::move(name).error());
  }
  return (*file)->find(*name);
}

base::Result<std::vector<std::string>> PasswdFileLookup::users() {
  if (path_varies_) {
    return base::Unexpected(base::temporary("cannot list the users of a passwd-file path with variables"));
  }
  const auto file = files_.open(args_.path);
  if (!file) {
    return base::Unexpected(file.error());
  }
  return (*file)->users();
}

Lookup PasswdFilePassdb::look_up(const Subject& subject) {
  const auto entry = lookup_.find(subject);
  if (!entry) {
    return Answer(Broken{entry.error().detail});
  }
  if (*entry == nullptr) {
    return Answer(Unknown{});
  }
  Found found;
  const SubjectValues values(subject);
  for (const std::string& line : (*entry)->extra) {
    if (line.find('%') == std::string::npos) {
      found.fields.set_line(line);
      continue;
    }
    const auto expanded = vars::expand(line, values);
    if (!expanded) {
      return Answer(Broken{expanded.error().detail});
    }
    found.fields.set_line(*expanded);
  }
  found.any_password = found.fields.has("nopassword");
  if (!(*entry)->password.empty()) {  // an empty one lets nobody in
    found.password = (*entry)->password;
  }
  return Answer(std::move(found));
}

}  // namespace dovetail::sasl
