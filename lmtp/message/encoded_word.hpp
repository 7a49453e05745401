// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace dovetail::lmtp::message {

// A field value (unfolded) as UTF-8 for a reader: encoded words decoded (RFC 2047, with RFC 2231's language
// mark), white space between two of them dropped, and neighbours of one charset joined before conversion, so
// that a character split between them survives. A word that is not valid stays as it is; bytes that are no
// UTF-8 become U+FFFD. Decodes everywhere, inside quoted strings and comments too, as mail programs do.
std::string decode_encoded_words(std::string_view value);

}  // namespace dovetail::lmtp::message
