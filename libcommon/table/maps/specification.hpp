// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"

namespace dovetail::table::maps {

// A table as main.cf names it.
struct Specification {
  enum class Type { mysql, sqlite, hash, cidr, pcre, regexp, inline_text, static_text, unionmap };
  Type type = Type::hash;
  std::string text;  // "mysql:/etc/postfix/x.cf", as written
  std::string
      value;  // behind the colon: a path, or the text of inline:, static:; also {…} for cidr, pcre, regexp
  std::vector<Specification> members;  // of a unionmap
};

// "type:name". hash, btree, dbm, cdb, lmdb and texthash all stand for their source text; "proxy:" in front is
// dropped. The error says why a type cannot be served (ldap:, pgsql:, socketmap:, …).
base::Result<Specification, std::string> parse_specification(std::string_view text);

}  // namespace dovetail::table::maps
