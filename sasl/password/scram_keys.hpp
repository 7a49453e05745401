// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcommon/crypto/digest.hpp"

namespace dovetail::sasl::password {

enum class ScramHash { sha1, sha256 };

inline constexpr std::uint32_t kScramIterations = 4096;  // RFC 5802 §5.1, and what doveadm pw makes
inline constexpr std::size_t kScramSaltBytes = 16;

// What a server keeps of a password for SCRAM (RFC 5802 §3), raw bytes.
struct ScramKeys {
  std::uint32_t iterations = kScramIterations;
  std::string salt;
  std::string stored_key;
  std::string server_key;
};

crypto::DigestKind digest_kind(ScramHash hash);
std::string_view scheme_of(ScramHash hash);  // "SCRAM-SHA-256"
std::optional<ScramHash> scram_hash(std::string_view scheme);

// Costs `iterations` HMACs.
ScramKeys derive_scram_keys(ScramHash hash, std::string_view password, std::string salt,
                            std::uint32_t iterations);

// Stored form: `iterations,base64 salt,base64 StoredKey,base64 ServerKey`. Nothing: malformed or out of
// bounds.
std::optional<ScramKeys> parse_scram_keys(ScramHash hash, std::string_view text);
std::string format_scram_keys(const ScramKeys& keys);

}  // namespace dovetail::sasl::password
