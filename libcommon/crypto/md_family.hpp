// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace dovetail::crypto {

// MD4 (RFC 1320) and MD5 (RFC 1321), for old password schemes and CRAM-MD5 only. Ours, because OpenSSL 3
// keeps MD4 in a provider that need not be there and MD5 out of FIPS mode, and because Dovecot stores MD5's
// inner state.
class MdFamily {
 public:
  enum class Kind { md4, md5 };
  using State = std::array<std::uint32_t, 4>;

  explicit MdFamily(Kind kind) : kind_(kind) {}
  MdFamily(Kind kind, const State& state, std::uint64_t bytes) : kind_(kind), state_(state), length_(bytes) {}

  void update(std::string_view bytes);
  std::string finish();                          // 16 raw bytes; afterwards ready for the next digest
  const State& state() const { return state_; }  // meaningful after a multiple of 64 bytes

 private:
  static constexpr State kStart{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  static constexpr std::size_t kBlock = 64;
  void block(std::string_view bytes);

  Kind kind_;
  State state_ = kStart;
  std::uint64_t length_ = 0;  // bytes so far
  std::string held_;          // less than a block
};

std::string to_little_endian(const MdFamily::State& state);
MdFamily::State from_little_endian(std::string_view bytes);  // 16 of them

}  // namespace dovetail::crypto
