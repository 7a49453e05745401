// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "libcommon/config/load.hpp"

namespace dovetail::test {

using Files = std::map<std::string, std::string>;

// A configuration in memory, read: /etc/dovecot/dovecot.conf, or another main file.
struct Reading {
  config::MemorySource source;
  config::Findings findings;
  config::Document document;

  explicit Reading(std::string main, std::map<std::string, std::string> others = {},
                   const std::string& path = "/etc/dovecot/dovecot.conf")
      : source(std::move(others)) {
    source.add(path, std::move(main));
    document = config::load(path, source, findings);
  }

  std::string text(const std::string& key) const { return document.root.text(key, "(unset)"); }
  // The findings, one a line; without the main file's name.
  std::string said() const {
    std::string out;
    for (const auto& finding : findings.sorted()) {
      out += config::to_string(finding) + "\n";
    }
    return out;
  }
  bool says(const std::string& part) const { return said().find(part) != std::string::npos; }
};

}  // namespace dovetail::test
