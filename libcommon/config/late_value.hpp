// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/base/result.hpp"
#include "libcommon/config/section.hpp"
#include "libcommon/config/source.hpp"

namespace dovetail::config {

// A value that may stand outside the configuration: `<file` or `credential:NAME` (a file in
// $CREDENTIALS_DIRECTORY, systemd.exec(5)). Read only by the one that uses it, never printed.
struct LateValue {
  Value value;
  Position where;

  bool empty() const { return value.text.empty(); }
  // The content: the file's bytes as they are for `<file`, without the final newline for a credential, else
  // the text itself. Errors are permanent and name the file, never its content.
  base::Result<std::string> read(const FileSource& source) const;
};

// The same for a plain string from a driver file or a connect word: "credential:NAME" or the text itself.
base::Result<std::string> read_secret(const std::string& text, const FileSource& source);

}  // namespace dovetail::config
