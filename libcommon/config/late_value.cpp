// SPDX-License-Identifier: MIT
#include "libcommon/config/late_value.hpp"

#include <cstdlib>

#include <unistd.h>

#include "libcommon/config/limits.hpp"

namespace dovetail::config {
namespace {

constexpr std::string_view kCredential = "credential:";

}  // namespace

base::Result<std::string> LateValue::read(const FileSource& source) const {
  if (value.kind == Value::Kind::file) {
    return source.read(value.text, kMaxLateFileBytes);
  }
  return read_secret(value.text, source);
}

base::Result<std::string> read_secret(const std::string& text, const FileSource& source) {
  if (!text.starts_with(kCredential)) {
    return text;
  }
  const std::string name = text.substr(kCredential.size());
  if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos) {
    return base::Unexpected(base::permanent("Not a credential's name: " + text));
  }
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr) {
    return base::Unexpected(base::permanent("no credential " + name + ": $CREDENTIALS_DIRECTORY is not set " +
                                            "(LoadCredential= in the unit, systemd.exec(5))"));
  }
  // Up to systemd 252 at least, a command of ExecReload= ($MAINPID is set for it) is not shown the
  // credentials of its service. It only checks the configuration; the daemon itself reads the value.
  if (std::getenv("MAINPID") != nullptr && ::access(folder, X_OK) != 0) {
    return std::string();
  }
  auto content = source.read(std::string(folder) + "/" + name, kMaxLateFileBytes);
  if (content && content->ends_with('\n')) {
    content->pop_back();  // as an editor leaves it; the password itself has none
  }
  return content;
}

}  // namespace dovetail::config
