// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "libcommon/base/result.hpp"

namespace dovetail::vars {

// Where values come from, by long name ("user", "domain", "passdb:quota_rule"). Implementations answer
// nothing for a name they do not know. Letters and aliases ("u", "remote_ip") are asked by the one long name
// (names.hpp).
class Values {
 public:
  virtual ~Values() = default;
  virtual std::optional<std::string> value(std::string_view name) const = 0;
};

// A table of values, and `user`, `username`, `domain` and their relatives made from one address.
class Table final : public Values {
 public:
  Table() = default;
  Table(std::initializer_list<std::pair<const std::string, std::string>> values) : values_(values) {}
  void set(std::string name, std::string value) { values_[std::move(name)] = std::move(value); }
  // user, username, domain (with `prefix` before: "auth_", "login_", "orig_"); without a prefix also
  // domain_first and domain_last. The name ends at the first '@'.
  void set_user(std::string_view address, std::string_view prefix = {});
  std::optional<std::string> value(std::string_view name) const override;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

// What happens to each value (after its modifiers) before it is put into the text: quoting for SQL or LDAP,
// refusing what must not be there.
class Insertion {
 public:
  virtual ~Insertion() = default;
  virtual base::Result<std::string> put_in(std::string value, std::string_view name) const = 0;
};

// Puts values in as they are.
const Insertion& verbatim();

// Refuses what could lead a path elsewhere: empty, ".", "..", NUL, and "/" in everything but `home`
// (permanent error).
class PathInsertion final : public Insertion {
 public:
  base::Result<std::string> put_in(std::string value, std::string_view name) const override;
};

// Expands Dovecot 2.3's %-variables (letters, long names, modifiers, %{if;…}, %{env:X}, %{hostname}, hashes).
// An unknown name, a bad modifier or more than kMaxExpandedBytes is an error (temporary: a broken template
// must never look like an unknown user) that quotes the template, not the values.
base::Result<std::string> expand(std::string_view text, const Values& values);
base::Result<std::string> expand(std::string_view text, const Values& values, const Insertion& insertion);

// The same with a PathInsertion: for every path made from user data.
base::Result<std::string> expand_path(std::string_view text, const Values& values);

// Checks a template without values: syntax and names. `known` answers anything for names that will exist.
base::Result<void> check(std::string_view text, const Values& known);

// True if the text uses the variable (by its long name or letter).
bool uses(std::string_view text, std::string_view name);
// Every variable of the text by its long name; empty where the text does not parse. They make a cache key.
std::set<std::string> names(std::string_view text);

}  // namespace dovetail::vars
