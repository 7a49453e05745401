// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::crypto {

enum class Verdict {
  match,
  mismatch,
  invalid,        // the stored text is no hash this library knows
  too_expensive,  // its parameters pass the bound, or memory was short; nothing is known: a temporary failure
};

// A hostile or careless database must not occupy a worker for minutes.
struct CryptLimits {
  unsigned long rounds = 10'000'000;  // of sha256crypt and sha512crypt
  unsigned bcrypt_cost = 18;
  unsigned yescrypt_log2_n = 18;
};

// crypt(3) of libxcrypt: yescrypt, bcrypt, sha512crypt, sha256crypt, md5crypt, DES and what else it knows.
// Slow by intent: on a worker. Reentrant. A password with a NUL byte never matches.
Verdict crypt_verify(std::string_view password, std::string_view stored, const CryptLimits& limits = {});

// A new hash. `prefix` as crypt_gensalt(3): "$y$", "$2y$", "$6$", "$5$", "$1$", "" for DES; cost 0: its
// default.
base::Result<std::string> crypt_hash(std::string_view password, std::string_view prefix,
                                     unsigned long cost = 0);

struct Argon2Limits {
  std::size_t memory_kib = 1024 * 1024;  // 1 GiB, what doveadm pw -r 4 makes
  std::uint32_t passes = 100;
};
// PHC strings $argon2i$… and $argon2id$… of version 19, with any number of lanes (computed one after the
// other).
Verdict argon2_verify(std::string_view password, std::string_view stored, const Argon2Limits& limits = {});
// Memory that verifying this hash takes; nothing if it is no Argon2 hash.
std::optional<std::size_t> argon2_memory_kib(std::string_view stored);

enum class Argon2Kind { argon2i, argon2id };
base::Result<std::string> argon2_hash(Argon2Kind kind, std::string_view password, std::uint32_t passes,
                                      std::size_t memory_kib);

}  // namespace dovetail::crypto
