// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::lmtp::message {

// Content of a part without its transfer encoding (RFC 2045 §6); lenient: base64 skips bytes outside its
// alphabet, quoted-printable keeps what is no valid escape. At most `limit` bytes come out.
std::string decode_base64_leniently(std::string_view text, std::size_t limit = std::string::npos);
std::string decode_quoted_printable(std::string_view text, std::size_t limit = std::string::npos);

// By the name of the encoding, any case; "" as 7bit. Nothing for an encoding nobody knows.
std::optional<std::string> decode_transfer_encoding(std::string_view body, std::string_view encoding,
                                                    std::size_t limit = std::string::npos);

}  // namespace dovetail::lmtp::message
