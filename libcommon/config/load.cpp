// SPDX-License-Identifier: MIT
#include "libcommon/config/load.hpp"

namespace dovetail::config {

const char* const kDefaultFile = "/etc/dovetail/dovetail.conf";

Document load(const std::string& path, const FileSource& source, Findings& findings) {
  ReadOptions options;
  options.default_of = dovecot_default;
  Document document = read_file(path, source, findings, options);
  check_filters(document, findings);
  return document;
}

}  // namespace dovetail::config
