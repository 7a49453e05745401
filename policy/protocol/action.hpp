// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace dovetail::policy {

// A right-hand side of access(5) that Postfix takes without a warning, made of one that may not be: values of
// an SMTP client may have been put into it, or a number without a text been configured.
//   - line ends, TAB and NUL become blanks, other control octets and what is not UTF-8 become "?"
//   - blanks at both ends go; the text is cut (limits.hpp), never inside a character
//   - a bare 4NN or 5NN gets a text, since Postfix takes a bare number for OK
//   - what Postfix would refuse or take for OK by accident becomes DUNNO: nothing at all, other numbers,
//   PREPEND of
//     what is no header, REDIRECT and BCC without an address, FILTER without transport:destination
// Words that Postfix may know as a restriction are left alone.
std::string safe_action(std::string_view action);

}  // namespace dovetail::policy
