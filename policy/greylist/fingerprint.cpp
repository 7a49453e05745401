// SPDX-License-Identifier: MIT
#include "policy/greylist/fingerprint.hpp"

#include <bit>
#include <cstddef>

namespace dovetail::policy::greylist {
namespace {

std::uint64_t little_endian(std::string_view bytes) {  // at most 8
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return value;
}

struct State {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }
  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
};

}  // namespace

std::optional<Fingerprint> Fingerprint::with_secret(std::string_view secret) {
  if (secret.size() != kSecretSize) return std::nullopt;
  Fingerprint result;
  result.k0_ = little_endian(secret.substr(0, 8));
  result.k1_ = little_endian(secret.substr(8));
  return result;
}

std::uint64_t Fingerprint::of(std::string_view key) const {
  State s{k0_ ^ 0x736f6d6570736575, k1_ ^ 0x646f72616e646f6d, k0_ ^ 0x6c7967656e657261,
          k1_ ^ 0x7465646279746573};
  std::string_view rest = key;
  for (; rest.size() >= 8; rest.remove_prefix(8)) {
    s.absorb(little_endian(rest.substr(0, 8)));
  }
  s.absorb(little_endian(rest) | std::uint64_t{key.size()} << 56);
  s.v2 ^= 0xff;
  for (int i = 0; i < 4; ++i) {
    s.round();
  }
  const std::uint64_t hash = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
  return hash == 0 ? 1 : hash;
}

}  // namespace dovetail::policy::greylist
