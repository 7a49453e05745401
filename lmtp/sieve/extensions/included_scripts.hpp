// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/language/script_source.hpp"

namespace dovetail::lmtp::sieve {

class Script;

// RFC 5804 §1.6 with what the storage adds: 1–256 characters, none that cannot stand in a file's name.
bool is_script_name(std::string_view name);

// The compiled script of that name; each is compiled once per compilation. nullptr where there is none
// (`missing`), or where it does not compile or includes itself: then the reasons are reported, after
// everything else.
std::shared_ptr<const Script> included_script(ScriptSource::Place place, const std::string& name,
                                              unsigned line, Checker& checker, bool& missing);

}  // namespace dovetail::lmtp::sieve
