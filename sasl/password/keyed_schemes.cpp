// SPDX-License-Identifier: MIT
#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"
#include "libcommon/crypto/hmac_md5_context.hpp"
#include "libcommon/crypto/random.hpp"
#include "libcommon/crypto/secret.hpp"
#include "sasl/password/limits.hpp"
#include "sasl/password/otp.hpp"
#include "sasl/password/scheme.hpp"
#include "sasl/password/scram_keys.hpp"

namespace dovetail::sasl::password {

namespace {

using crypto::DigestKind;
using Made = base::Result<std::string>;

constexpr std::string_view kSaltLetters = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kPbkdf2SaltLetters = 16;
constexpr std::size_t kPbkdf2Bytes = 20;
constexpr unsigned long kPbkdf2Rounds = 5000;
constexpr std::size_t kHmacContextBytes = 32;

Outcome same(std::string_view computed, std::string_view stored) {
  return crypto::equal_constant_time(computed, stored) ? Outcome::match : Outcome::mismatch;
}

Outcome verify_hmac_md5(const Attempt& attempt, std::string_view data) {
  return data.size() == kHmacContextBytes ? same(crypto::hmac_md5_context(attempt.password), data)
                                          : Outcome::malformed;
}

Made make_hmac_md5(const Attempt& attempt, const Costs&) {
  return crypto::hmac_md5_context(attempt.password);
}

// RFC 2831's A1 with user@realm cut at the last "@"; without one the realm is empty.
std::string digest_md5(const Attempt& attempt) {
  const auto at = attempt.user.rfind('@');
  crypto::Digest digest(DigestKind::md5);
  digest.update(attempt.user.substr(0, at)).update(":");
  digest.update(at == std::string_view::npos ? std::string_view() : attempt.user.substr(at + 1)).update(":");
  return digest.update(attempt.password).finish();
}

Outcome verify_digest_md5(const Attempt& attempt, std::string_view data) {
  return data.size() == 16 ? same(digest_md5(attempt), data) : Outcome::malformed;
}

Made make_digest_md5(const Attempt& attempt, const Costs&) {
  return digest_md5(attempt);
}

template <ScramHash hash>
Outcome verify_scram(const Attempt& attempt, std::string_view data) {
  const auto keys = parse_scram_keys(hash, data);
  if (!keys) {
    return Outcome::malformed;
  }
  const ScramKeys made = derive_scram_keys(hash, attempt.password, keys->salt, keys->iterations);
  return same(made.stored_key + made.server_key, keys->stored_key + keys->server_key);
}

template <ScramHash hash>
Made make_scram(const Attempt& attempt, const Costs& costs) {
  const auto iterations = costs.rounds == 0 ? kScramIterations : static_cast<std::uint32_t>(costs.rounds);
  if (costs.rounds > kMostIterations || iterations < kScramIterations) {
    return base::Unexpected(base::permanent("SCRAM iterations must be from 4096 to 10000000"));
  }
  std::string salt = costs.salt.empty() ? crypto::random_bytes(kScramSaltBytes) : costs.salt;
  return format_scram_keys(derive_scram_keys(hash, attempt.password, std::move(salt), iterations));
}

// `$1$salt$rounds$hex`, HMAC-SHA1.
Outcome verify_pbkdf2(const Attempt& attempt, std::string_view data) {
  const auto parts = base::split(data, '$');
  if (parts.size() != 5 || !parts[0].empty() || parts[1] != "1" || parts[2].size() > kLongestSalt) {
    return Outcome::malformed;
  }
  const auto rounds = base::to_number<std::uint32_t>(parts[3]);
  const auto stored = base::from_hex(parts[4]);
  if (!rounds || *rounds == 0 || !stored || stored->size() != kPbkdf2Bytes) {
    return Outcome::malformed;
  }
  if (*rounds > kMostIterations) {
    return Outcome::too_expensive;
  }
  return same(crypto::pbkdf2(DigestKind::sha1, attempt.password, parts[2], *rounds, kPbkdf2Bytes), *stored);
}

Made make_pbkdf2(const Attempt& attempt, const Costs& costs) {
  const unsigned long rounds = costs.rounds == 0 ? kPbkdf2Rounds : costs.rounds;
  if (rounds > kMostIterations) {
    return base::Unexpected(base::permanent("PBKDF2 rounds must be at most 10000000"));
  }
  const std::string salt = crypto::random_text(kPbkdf2SaltLetters, kSaltLetters);
  const std::string key =
      crypto::pbkdf2(DigestKind::sha1, attempt.password, salt, static_cast<unsigned>(rounds), kPbkdf2Bytes);
  return "$1$" + salt + "$" + std::to_string(rounds) + "$" + base::to_hex(key);
}

Outcome verify_otp(const Attempt& attempt, std::string_view data) {
  const auto state = parse_otp(data);
  if (!state) {
    return Outcome::malformed;
  }
  return same(otp_hash(state->kind, state->seed, attempt.password, state->sequence), state->hash);
}

Made make_otp(const Attempt& attempt, const Costs&) {
  return format_otp(new_otp(attempt.password));
}

constexpr std::array kSchemes = {
    Scheme{"CRAM-MD5", Form::hex, 32, false, verify_hmac_md5, make_hmac_md5},
    Scheme{"HMAC-MD5", Form::hex, 32, false, verify_hmac_md5, make_hmac_md5},
    Scheme{"DIGEST-MD5", Form::hex, 16, false, verify_digest_md5, make_digest_md5},
    Scheme{"SCRAM-SHA-1", Form::text, 0, true, verify_scram<ScramHash::sha1>, make_scram<ScramHash::sha1>},
    Scheme{"SCRAM-SHA-256", Form::text, 0, true, verify_scram<ScramHash::sha256>,
           make_scram<ScramHash::sha256>},
    Scheme{"PBKDF2", Form::text, 0, true, verify_pbkdf2, make_pbkdf2},
    Scheme{"OTP", Form::text, 0, true, verify_otp, make_otp},
};

}  // namespace

std::span<const Scheme> keyed_schemes() {
  return kSchemes;
}

}  // namespace dovetail::sasl::password
