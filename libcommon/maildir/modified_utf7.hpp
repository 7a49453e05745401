// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::maildir {

// Mailbox names as IMAP and Maildir++ write them: RFC 3501 §5.1.3 (modified UTF-7: '&' starts base64 of
// UTF-16,
// ',' instead of '/', no padding). Nothing where the input is not valid UTF-8.
std::optional<std::string> to_modified_utf7(std::string_view utf8);

// The reverse; nothing where the input is no modified UTF-7 that an encoder could have written (unpaired
// surrogates, printable ASCII in base64, bits left over).
std::optional<std::string> from_modified_utf7(std::string_view name);

}  // namespace dovetail::maildir
