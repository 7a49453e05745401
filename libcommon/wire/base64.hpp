// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::wire {

enum class Base64Alphabet { standard, url };      // RFC 4648 §4, §5
enum class Base64Padding { required, optional };  // optional: "=" may be missing, never wrong

std::string base64_encode(std::string_view bytes);      // standard alphabet, padded, one line
std::string base64_encode_url(std::string_view bytes);  // url alphabet, without padding

// Nothing for a byte outside the alphabet (white space too), padding in the middle, a wrong length, or bits
// set that no byte owns (RFC 4648 §3.5): two texts never mean the same bytes. "" gives no bytes.
std::optional<std::string> base64_decode(std::string_view text,
                                         Base64Padding padding = Base64Padding::required,
                                         Base64Alphabet alphabet = Base64Alphabet::standard);

}  // namespace dovetail::wire
