// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "daemons/dovetail/command.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/base/result.hpp"
#include "libcommon/table/maps/direct.hpp"
#include "libcommon/table/maps/loader.hpp"

namespace dovetail::cli {

// The tables of a configuration, for one command: asked from the running daemon, or directly when there is
// none.
class TableSource {
 public:
  TableSource(const Invocation& invocation, Console& console);

  // The reply a socketmap client would get: "OK value", "NOTFOUND ", "TEMP …", "PERM …". `exact`: this key
  // alone.
  std::string ask(const std::string& name, const std::string& key, bool exact);

  // kNoInput if the configuration cannot be read and that matters: where the command line names it (a
  // daemon's answer would be about another one), or no daemon answers. kSuccess else.
  int usable() const { return unreadable_ && (named_ || !daemon_there_) ? kNoInput : kSuccess; }
  bool unreadable() const { return unreadable_; }

  // What the configuration says about a table; null where there is no such table.
  std::shared_ptr<const table::maps::Map> map(const std::string& name);
  const table::maps::TablesSettings& settings() const { return settings_; }
  const std::string& admin_socket() const { return admin_socket_; }

 private:
  std::string ask_directly(const std::string& name, const std::string& key, bool exact);

  Console& console_;
  std::string admin_socket_;
  bool daemon_there_ = true;
  bool named_ = false;
  bool unreadable_ = false;
  table::maps::TablesSettings settings_;
  std::vector<table::maps::MapPlan> plans_;
  base::SystemClock clock_;
  table::maps::DirectLookups direct_{clock_};
};

// 0 for "OK …", 68 not found, 75 temporary, 78 permanent.
int status_of_reply(std::string_view reply);

}  // namespace dovetail::cli
