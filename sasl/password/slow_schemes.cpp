// SPDX-License-Identifier: MIT
#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"
#include "libcommon/crypto/password_hash.hpp"
#include "libcommon/crypto/secret.hpp"
#include "sasl/password/scheme.hpp"

namespace dovetail::sasl::password {

namespace {

using Made = base::Result<std::string>;

constexpr unsigned long kBcryptCost = 5;  // doveadm pw's default
constexpr std::size_t kMd5HexDigits = 32;
constexpr std::size_t kArgon2iMemory = 32768;  // KiB, doveadm pw's defaults
constexpr std::size_t kArgon2idMemory = 65536;
constexpr std::uint32_t kArgon2iPasses = 4;
constexpr std::uint32_t kArgon2idPasses = 3;
constexpr unsigned long kMostPasses = 100;

Outcome outcome_of(crypto::Verdict verdict) {
  switch (verdict) {
    case crypto::Verdict::match:
      return Outcome::match;
    case crypto::Verdict::mismatch:
      return Outcome::mismatch;
    case crypto::Verdict::invalid:
      return Outcome::malformed;
    case crypto::Verdict::too_expensive:
      return Outcome::too_expensive;
  }
  return Outcome::malformed;
}

Outcome verify_crypt(const Attempt& attempt, std::string_view data) {
  return outcome_of(crypto::crypt_verify(attempt.password, data));
}

// Dovecot's MD5 is MD5-CRYPT, and 32 hex digits are a bare digest there (old databases hold those).
Outcome verify_md5(const Attempt& attempt, std::string_view data) {
  if (data.size() == kMd5HexDigits && !data.starts_with('$')) {
    const auto stored = base::from_hex(data);
    if (!stored) {
      return Outcome::malformed;
    }
    const std::string computed = crypto::digest(crypto::DigestKind::md5, attempt.password);
    return crypto::equal_constant_time(computed, *stored) ? Outcome::match : Outcome::mismatch;
  }
  return verify_crypt(attempt, data);
}

Made made_crypt(const Attempt& attempt, std::string_view prefix, unsigned long cost) {
  return crypto::crypt_hash(attempt.password, prefix, cost);
}

Made make_bcrypt(const Attempt& attempt, const Costs& costs) {
  return made_crypt(attempt, "$2y$", costs.rounds == 0 ? kBcryptCost : costs.rounds);
}
Made make_des(const Attempt& attempt, const Costs&) {
  return made_crypt(attempt, "", 0);
}
Made make_md5_crypt(const Attempt& attempt, const Costs&) {
  return made_crypt(attempt, "$1$", 0);
}
Made make_sha256_crypt(const Attempt& attempt, const Costs& costs) {
  return made_crypt(attempt, "$5$", costs.rounds);
}
Made make_sha512_crypt(const Attempt& attempt, const Costs& costs) {
  return made_crypt(attempt, "$6$", costs.rounds);
}

Outcome verify_argon2(const Attempt& attempt, std::string_view data) {
  return outcome_of(crypto::argon2_verify(attempt.password, data));
}

template <crypto::Argon2Kind kind>
Made make_argon2(const Attempt& attempt, const Costs& costs) {
  constexpr bool is_i = kind == crypto::Argon2Kind::argon2i;
  if (costs.rounds > kMostPasses) {
    return base::Unexpected(base::permanent("Argon2 passes must be at most 100"));
  }
  const auto passes = costs.rounds == 0 ? (is_i ? kArgon2iPasses : kArgon2idPasses)
                                        : static_cast<std::uint32_t>(costs.rounds);
  return crypto::argon2_hash(kind, attempt.password, passes, is_i ? kArgon2iMemory : kArgon2idMemory);
}

constexpr std::array kSchemes = {
    Scheme{"CRYPT", Form::text, 0, true, verify_crypt, make_bcrypt},
    Scheme{"DES-CRYPT", Form::text, 0, true, verify_crypt, make_des},
    Scheme{"MD5-CRYPT", Form::text, 0, true, verify_crypt, make_md5_crypt},
    Scheme{"MD5", Form::text, 0, true, verify_md5, make_md5_crypt},
    Scheme{"BLF-CRYPT", Form::text, 0, true, verify_crypt, make_bcrypt},
    Scheme{"SHA256-CRYPT", Form::text, 0, true, verify_crypt, make_sha256_crypt},
    Scheme{"SHA512-CRYPT", Form::text, 0, true, verify_crypt, make_sha512_crypt},
    Scheme{"ARGON2I", Form::text, 0, true, verify_argon2, make_argon2<crypto::Argon2Kind::argon2i>},
    Scheme{"ARGON2ID", Form::text, 0, true, verify_argon2, make_argon2<crypto::Argon2Kind::argon2id>},
};

}  // namespace

std::span<const Scheme> slow_schemes() {
  return kSchemes;
}

}  // namespace dovetail::sasl::password
