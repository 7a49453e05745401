// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcommon/crypto/digest.hpp"

namespace dovetail::sasl::password {

// The state of a one-time password (RFC 2289): what the last accepted password hashed to.
struct OtpState {
  crypto::DigestKind kind = crypto::DigestKind::sha1;  // sha1, md5 or md4
  std::uint32_t sequence = 0;
  std::string seed;  // letters and digits
  std::string hash;  // 8 raw bytes
};

// Stored form: `sha1 1024 seed 16-hex-digits`. Nothing: malformed or a sequence above kMostOtpSteps.
std::optional<OtpState> parse_otp(std::string_view text);
std::string format_otp(const OtpState& state);

// The pass phrase hashed `sequence` times after the first (RFC 2289 §6), 8 raw bytes. The seed counts in
// lower case.
std::string otp_hash(crypto::DigestKind kind, std::string_view seed, std::string_view phrase,
                     std::uint32_t sequence);

// SHA-1, sequence 1024, a random seed.
OtpState new_otp(std::string_view phrase);

}  // namespace dovetail::sasl::password
