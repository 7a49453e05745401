// SPDX-License-Identifier: MIT
#include "libcommon/crypto/md_family.hpp"

#include <algorithm>
#include <bit>

namespace dovetail::crypto {
namespace {

using State = MdFamily::State;
using Words = std::array<std::uint32_t, 16>;

// floor(2^32 * |sin(i + 1)|), RFC 1321 §3.4.
constexpr std::array<std::uint32_t, 64> kSines{
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 4; i > 0; --i) {
    word = word << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  }
  return word;
}

Words words_of(std::string_view block) {
  Words words{};
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = word_at(block, i * 4);
  }
  return words;
}

State md5_rounds(State s, const Words& x) {
  constexpr std::array<std::array<int, 4>, 4> kTurns{
      {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
  for (std::uint32_t i = 0; i < 64; ++i) {
    const auto [a, b, c, d] = s;
    std::uint32_t mix = 0;
    std::uint32_t from = 0;
    switch (i / 16) {
      case 0:
        mix = (b & c) | (~b & d);
        from = i;
        break;
      case 1:
        mix = (d & b) | (~d & c);
        from = 5 * i + 1;
        break;
      case 2:
        mix = b ^ c ^ d;
        from = 3 * i + 5;
        break;
      default:
        mix = c ^ (b | ~d);
        from = 7 * i;
    }
    const std::uint32_t turned = std::rotl(a + mix + kSines[i] + x[from % 16], kTurns[i / 16][i % 4]);
    s = {d, b + turned, b, c};
  }
  return s;
}

State md4_rounds(State s, const Words& x) {
  constexpr std::array<std::array<int, 4>, 3> kTurns{{{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}}};
  constexpr std::array<std::uint32_t, 16> kThird{0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
  for (std::uint32_t i = 0; i < 48; ++i) {
    const auto [a, b, c, d] = s;
    std::uint32_t mix = 0;
    std::uint32_t from = 0;
    switch (i / 16) {
      case 0:
        mix = (b & c) | (~b & d);
        from = i;
        break;
      case 1:
        mix = ((b & c) | (b & d) | (c & d)) + 0x5a827999;
        from = (i % 4) * 4 + (i % 16) / 4;
        break;
      default:
        mix = (b ^ c ^ d) + 0x6ed9eba1;
        from = kThird[i % 16];
    }
    const std::uint32_t turned = std::rotl(a + mix + x[from], kTurns[i / 16][i % 4]);
    s = {d, turned, b, c};
  }
  return s;
}

}  // namespace

void MdFamily::block(std::string_view bytes) {
  const State mixed =
      kind_ == Kind::md5 ? md5_rounds(state_, words_of(bytes)) : md4_rounds(state_, words_of(bytes));
  for (std::size_t i = 0; i < state_.size(); ++i) {
    state_[i] += mixed[i];
  }
}

void MdFamily::update(std::string_view bytes) {
  length_ += bytes.size();
  if (!held_.empty()) {
    const auto taken = std::min(bytes.size(), kBlock - held_.size());
    held_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    if (held_.size() < kBlock) {
      return;
    }
    block(held_);
    held_.clear();
  }
  for (; bytes.size() >= kBlock; bytes.remove_prefix(kBlock)) {
    block(bytes.substr(0, kBlock));
  }
  held_.append(bytes);
}

std::string MdFamily::finish() {
  const std::uint64_t bits = length_ * 8;
  std::string padding(1, '\x80');
  padding.append((kBlock * 2 - 9 - held_.size()) % kBlock, '\0');
  padding.append(
      to_little_endian({static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32), 0, 0}), 0,
      8);
  update(padding);
  std::string result = to_little_endian(state_);
  *this = MdFamily(kind_);
  return result;
}

std::string to_little_endian(const MdFamily::State& state) {
  std::string bytes;
  for (const std::uint32_t word : state) {
    for (int shift = 0; shift < 32; shift += 8) {
      bytes.push_back(static_cast<char>(word >> shift & 0xff));
    }
  }
  return bytes;
}

MdFamily::State from_little_endian(std::string_view bytes) {
  MdFamily::State state{};
  for (std::size_t i = 0; i < state.size(); ++i) {
    state[i] = word_at(bytes, i * 4);
  }
  return state;
}

}  // namespace dovetail::crypto
