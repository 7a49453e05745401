// SPDX-License-Identifier: MIT
#include <array>

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"
#include "libcommon/crypto/random.hpp"
#include "libcommon/crypto/secret.hpp"
#include "sasl/password/scheme.hpp"

namespace dovetail::sasl::password {

namespace {

using crypto::DigestKind;
using Made = base::Result<std::string>;

constexpr std::size_t kSaltBytes = 4;  // as doveadm pw makes them; any length is verified

Outcome same(std::string_view computed, std::string_view stored) {
  return crypto::equal_constant_time(computed, stored) ? Outcome::match : Outcome::mismatch;
}

template <DigestKind kind>
Outcome verify_digest(const Attempt& attempt, std::string_view data) {
  if (data.size() != crypto::digest_size(kind)) {
    return Outcome::malformed;
  }
  return same(crypto::digest(kind, attempt.password), data);
}

template <DigestKind kind>
Made make_digest(const Attempt& attempt, const Costs&) {
  return crypto::digest(kind, attempt.password);
}

// Salted: digest(password, salt) followed by the salt.
template <DigestKind kind>
Outcome verify_salted(const Attempt& attempt, std::string_view data) {
  const std::size_t size = crypto::digest_size(kind);
  if (data.size() <= size) {
    return Outcome::malformed;
  }
  crypto::Digest digest(kind);
  digest.update(attempt.password).update(data.substr(size));
  return same(digest.finish(), data.substr(0, size));
}

template <DigestKind kind>
Made make_salted(const Attempt& attempt, const Costs&) {
  const std::string salt = crypto::random_bytes(kSaltBytes);
  crypto::Digest digest(kind);
  digest.update(attempt.password).update(salt);
  return digest.finish() + salt;
}

Outcome verify_plain(const Attempt& attempt, std::string_view data) {
  return same(attempt.password, data);
}

Made make_plain(const Attempt& attempt, const Costs&) {
  return std::string(attempt.password);
}

// `<len>-<password>`: a stored password of exactly len bytes was cut there, so only so many bytes are
// compared.
Outcome verify_truncated(const Attempt& attempt, std::string_view data) {
  const auto parts = base::split_once(data, '-');
  const auto length = parts ? base::to_number<std::size_t>(parts->first) : std::nullopt;
  if (!length) {
    return Outcome::malformed;
  }
  const bool cut = parts->second.size() == *length;
  return same(cut ? attempt.password.substr(0, *length) : attempt.password, parts->second);
}

Made make_truncated(const Attempt& attempt, const Costs&) {
  return std::to_string(attempt.password.size()) + "-" + std::string(attempt.password);
}

constexpr std::array kSchemes = {
    Scheme{"PLAIN", Form::text, 0, false, verify_plain, make_plain},
    Scheme{"CLEAR", Form::text, 0, false, verify_plain, make_plain},
    Scheme{"CLEARTEXT", Form::text, 0, false, verify_plain, make_plain},
    Scheme{"PLAIN-TRUNC", Form::text, 0, false, verify_truncated, make_truncated},
    Scheme{"SHA", Form::base64, 20, false, verify_digest<DigestKind::sha1>, make_digest<DigestKind::sha1>},
    Scheme{"SHA1", Form::base64, 20, false, verify_digest<DigestKind::sha1>, make_digest<DigestKind::sha1>},
    Scheme{"SHA256", Form::base64, 32, false, verify_digest<DigestKind::sha256>,
           make_digest<DigestKind::sha256>},
    Scheme{"SHA512", Form::base64, 64, false, verify_digest<DigestKind::sha512>,
           make_digest<DigestKind::sha512>},
    Scheme{"SMD5", Form::base64, 0, false, verify_salted<DigestKind::md5>, make_salted<DigestKind::md5>},
    Scheme{"SSHA", Form::base64, 0, false, verify_salted<DigestKind::sha1>, make_salted<DigestKind::sha1>},
    Scheme{"SSHA256", Form::base64, 0, false, verify_salted<DigestKind::sha256>,
           make_salted<DigestKind::sha256>},
    Scheme{"SSHA512", Form::base64, 0, false, verify_salted<DigestKind::sha512>,
           make_salted<DigestKind::sha512>},
    Scheme{"LDAP-MD5", Form::base64, 16, false, verify_digest<DigestKind::md5>, make_digest<DigestKind::md5>},
    Scheme{"PLAIN-MD5", Form::hex, 16, false, verify_digest<DigestKind::md5>, make_digest<DigestKind::md5>},
    Scheme{"PLAIN-MD4", Form::hex, 16, false, verify_digest<DigestKind::md4>, make_digest<DigestKind::md4>},
};

}  // namespace

std::span<const Scheme> digest_schemes() {
  return kSchemes;
}

}  // namespace dovetail::sasl::password
