// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sasl/passdb/source.hpp"
#include "sasl/passdb/static_source.hpp"

namespace dovetail::sasl {

// What follows from an entry's outcome: end the chain or go on, with the state as it is, or set.
enum class Rule { return_ok, return_as_is, return_fail, continue_as_is, continue_ok, continue_fail };
enum class Skip { never, if_done, if_not_done };  // passdb: authenticated, userdb: found

// username_filter: words with wildcards; a word with "!" in front rejects.
class UserFilter {
 public:
  UserFilter() = default;
  explicit UserFilter(std::string_view words);
  bool accepts(std::string_view user) const;

 private:
  std::vector<std::string> includes_;
  std::vector<std::string> excludes_;
};

// "*" any text, "?" one byte; ASCII letters compare without case.
bool matches_wildcards(std::string_view mask, std::string_view text);

// An entry of the passdb or userdb chain: where it stands and what surrounds its source.
struct Database {
  std::string number;  // %!, and part of cache keys
  Skip skip = Skip::never;
  Rule on_success = Rule::return_ok;
  Rule on_failure = Rule::continue_as_is;
  Rule on_internal = Rule::continue_as_is;
  bool deny = false;
  bool master = false;
  std::optional<bool> verbose;          // auth_verbose written for this entry
  bool check_login_user = false;        // master entries: pass = yes, result_success = continue
  std::vector<std::string> mechanisms;  // upper case; none: all; "NONE": lookups only
  UserFilter filter;
  FieldTemplate defaults{""};
  FieldTemplate overrides{""};
  std::unique_ptr<Source> source;

  // Whether a login by this mechanism ("" for a lookup) may use it.
  bool serves(std::string_view mechanism) const;
};

// What a cache knows this lookup by: the chain ("passdb", "userdb"), the entry, and the values of all
// variables its answer depends on. "" where it must not be cached.
std::string cache_key_of(const Database& database, std::string_view chain, const Subject& subject);

}  // namespace dovetail::sasl
