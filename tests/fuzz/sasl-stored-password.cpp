// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sasl/password/otp.hpp"
#include "sasl/password/scram_keys.hpp"
#include "sasl/password/verify.hpp"

using namespace dovetail::sasl::password;

// Stored passwords of a hostile database. Slow schemes are taken apart but not computed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(parse_otp(text));
  static_cast<void>(parse_scram_keys(ScramHash::sha1, text));
  static_cast<void>(parse_scram_keys(ScramHash::sha256, text));
  const auto stored = parse_stored(text, "PLAIN");
  if (!stored) {
    return 0;
  }
  static_cast<void>(memory_kib(*stored));
  if (!is_slow(*stored)) {
    static_cast<void>(verify(*stored, {"user@example.com", "Secret123"}));
    static_cast<void>(credentials_for(*stored, "CRAM-MD5", "user"));
  }
  return 0;
}
