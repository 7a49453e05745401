// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::crypto {

// What Dovecot stores for CRAM-MD5: the states of the outer, then the inner MD5 after the padded key block,
// four little-endian words each, 32 bytes. OpenSSL does not give its state away, so this is our own MD5 step.
std::string hmac_md5_context(std::string_view password);
// HMAC-MD5 of `message` from such a context; nothing if it has not 32 bytes.
std::optional<std::string> hmac_md5_from_context(std::string_view context, std::string_view message);

}  // namespace dovetail::crypto
