// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::vars {

// %{sha256;rounds=2,truncate=16,format=base64,salt=x:user}
bool is_hash(std::string_view name);
// Options are separated by commas; `salt` is the last one read, what follows it is ignored (as in 2.3.19).
// Each round hashes salt and the last result; `truncate` keeps that many leading bits, shifted right; unknown
// options are ignored. The error is the text of what is wrong.
base::Result<std::string, std::string> hash_value(std::string_view name, std::string_view options,
                                                  std::string_view value);

}  // namespace dovetail::vars
