// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::sasl {

// Dovecot's rules for names that come from outside (auth_username_* settings), in the order in which they
// act: separator, default realm, translation, allowed bytes, format, empty.
struct NameRules {
  std::string master_separator{};  // auth_master_user_separator; only its first byte counts
  std::string default_realm{};
  std::string translation{};  // pairs: from, to
  std::string allowed{};      // auth_username_chars; empty: every byte
  std::string format = "%Lu";
};

struct UserName {
  std::string user;
  std::optional<std::string> master;  // set when the name held LOGIN<separator>MASTER
};

// Why a name was refused; `text` is Dovecot's log line for it, without driver and address.
struct NameRefused {
  std::string text;
};

// The local part and the domain of a name, as %n and %d have them: cut at the first and after the last "@".
std::string_view local_part(std::string_view user);
std::string_view domain_part(std::string_view user);

// Applies the rules. Compiled once from the settings; const use from any thread.
class NameProcessor {
 public:
  explicit NameProcessor(NameRules rules);

  const NameRules& rules() const { return rules_; }

  // Splits at the master separator. `user` is the login user then, `master` the name that owns the password.
  UserName split(std::string_view name) const;
  // One name through realm, translation, allowed bytes and format.
  std::optional<NameRefused> normalise(std::string_view name, std::string& out) const;

 private:
  base::Result<std::string> formatted(const std::string& name) const;

  NameRules rules_;
  std::array<char, 256> translation_{};
  std::array<bool, 256> allowed_{};
};

}  // namespace dovetail::sasl
