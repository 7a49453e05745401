// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace dovetail::crypto {

// MD4 and MD5 are our own few lines (md_family.hpp says why); the others are OpenSSL's.
enum class DigestKind { md4, md5, sha1, sha224, sha256, sha384, sha512 };

std::size_t digest_size(DigestKind kind);                     // bytes of the result
std::size_t block_size(DigestKind kind);                      // bytes HMAC pads its key to
std::string digest(DigestKind kind, std::string_view bytes);  // raw bytes; base::to_hex() for digits

// A digest over what comes in pieces. One thread.
class Digest {
 public:
  explicit Digest(DigestKind kind);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  Digest& update(std::string_view bytes);
  std::string finish();  // raw bytes; afterwards the object is ready for the next digest

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string hmac(DigestKind kind, std::string_view key, std::string_view message);  // RFC 2104

// RFC 8018 §5.2; also SCRAM's Hi(). SHA kinds only. The caller bounds `iterations` (>= 1) and `length`: both
// cost time.
std::string pbkdf2(DigestKind kind, std::string_view password, std::string_view salt, unsigned iterations,
                   std::size_t length);

}  // namespace dovetail::crypto
