// SPDX-License-Identifier: MIT
#include "sasl/password/scram_keys.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/wire/base64.hpp"
#include "sasl/password/limits.hpp"

namespace dovetail::sasl::password {

crypto::DigestKind digest_kind(ScramHash hash) {
  return hash == ScramHash::sha1 ? crypto::DigestKind::sha1 : crypto::DigestKind::sha256;
}

std::string_view scheme_of(ScramHash hash) {
  return hash == ScramHash::sha1 ? "SCRAM-SHA-1" : "SCRAM-SHA-256";
}

std::optional<ScramHash> scram_hash(std::string_view scheme) {
  for (const ScramHash hash : {ScramHash::sha1, ScramHash::sha256}) {
    if (scheme == scheme_of(hash)) {
      return hash;
    }
  }
  return std::nullopt;
}

ScramKeys derive_scram_keys(ScramHash hash, std::string_view password, std::string salt,
                            std::uint32_t iterations) {
  const auto kind = digest_kind(hash);
  std::string salted = crypto::pbkdf2(kind, password, salt, iterations, crypto::digest_size(kind));
  ScramKeys keys;
  keys.iterations = iterations;
  keys.salt = std::move(salt);
  keys.stored_key = crypto::digest(kind, crypto::hmac(kind, salted, "Client Key"));
  keys.server_key = crypto::hmac(kind, salted, "Server Key");
  return keys;
}

std::optional<ScramKeys> parse_scram_keys(ScramHash hash, std::string_view text) {
  const auto parts = base::split(text, ',');
  if (parts.size() != 4) {
    return std::nullopt;
  }
  const auto iterations = base::to_number<std::uint32_t>(parts[0]);
  auto salt = wire::base64_decode(parts[1]);
  auto stored_key = wire::base64_decode(parts[2]);
  auto server_key = wire::base64_decode(parts[3]);
  const std::size_t size = crypto::digest_size(digest_kind(hash));
  if (!iterations || *iterations == 0 || *iterations > kMostIterations || !salt || salt->empty() ||
      salt->size() > kLongestSalt || !stored_key || stored_key->size() != size || !server_key ||
      server_key->size() != size) {
    return std::nullopt;
  }
  return ScramKeys{*iterations, std::move(*salt), std::move(*stored_key), std::move(*server_key)};
}

std::string format_scram_keys(const ScramKeys& keys) {
  return std::to_string(keys.iterations) + "," + wire::base64_encode(keys.salt) + "," +
         wire::base64_encode(keys.stored_key) + "," + wire::base64_encode(keys.server_key);
}

}  // namespace dovetail::sasl::password
