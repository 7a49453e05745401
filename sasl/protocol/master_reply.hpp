// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sasl/request/fields.hpp"

namespace dovetail::sasl::protocol {

// Answers to the questions of a master connection.
struct UserFound {
  std::string user;
  Fields fields;  // for PASS without the password
};
struct UserNotFound {};
struct LookupFailed {
  std::string reason;  // for the peer, may be empty
};
// A part of a LIST; `last` ends it, `failed` says that users may be missing.
struct UserList {
  std::vector<std::string> users;
  bool last = false;
  bool failed = false;
};
struct CacheFlushed {
  std::size_t entries = 0;
};

std::string master_hello(long server_pid);
std::string user_line(std::uint32_t id, const UserFound& found);  // the name stands third, without user=
std::string pass_line(std::uint32_t id, const UserFound& found);
std::string not_found_line(std::uint32_t id);
std::string lookup_failed_line(std::uint32_t id, const std::string& reason);
std::string list_lines(std::uint32_t id, const UserList& part);
std::string flushed_line(std::uint32_t id, std::size_t entries);

}  // namespace dovetail::sasl::protocol
