// SPDX-License-Identifier: MIT
#include "policy/greylist/settled_filter.hpp"

#include <algorithm>
#include <utility>

namespace dovetail::policy::greylist {
namespace {

constexpr std::size_t kBitsEach = 10;
constexpr std::size_t kLeast = 16 * 1024;  // fingerprints, whatever is asked for

}  // namespace

// The upper half of a fingerprint chooses the block, 24 bits of the lower half four bits in it.
std::uint64_t& SettledFilter::block(Blocks& blocks, std::uint64_t fingerprint) {
  return blocks[static_cast<std::size_t>((fingerprint >> 32) * blocks.size() >> 32)];
}

std::uint64_t SettledFilter::bits(std::uint64_t fingerprint) {
  std::uint64_t set = 0;
  for (unsigned shift = 0; shift < 24; shift += 6) {
    set |= std::uint64_t{1} << (fingerprint >> shift & 63);
  }
  return set;
}

bool SettledFilter::holds(const Blocks& blocks, std::uint64_t fingerprint) {
  const std::uint64_t set = bits(fingerprint);
  return (blocks[static_cast<std::size_t>((fingerprint >> 32) * blocks.size() >> 32)] & set) == set;
}

std::size_t SettledFilter::block_count(std::size_t fingerprints) {
  return std::clamp(fingerprints, kLeast, kMost) * kBitsEach / 64;
}

std::size_t SettledFilter::room(const Blocks& blocks) {
  return blocks.size() * 64 / kBitsEach;
}

void SettledFilter::add_to_next(std::uint64_t fingerprint) {
  if (holds(next_, fingerprint)) return;
  block(next_, fingerprint) |= bits(fingerprint);
  ++in_next_;
}

void SettledFilter::begin(std::size_t fingerprints) {
  next_ = Blocks(block_count(fingerprints));
  in_next_ = 0;
  filling_ = true;
  fill_from_ = std::numeric_limits<std::int64_t>::min();
}

void SettledFilter::add(std::uint64_t fingerprint) {
  if (filling_) add_to_next(fingerprint);
  if (!complete_ || holds(current_, fingerprint)) return;
  block(current_, fingerprint) |= bits(fingerprint);
  ++in_current_;
}

void SettledFilter::fill(std::span<const std::int64_t> fingerprints, bool last) {
  for (const std::int64_t one : fingerprints) {
    add_to_next(static_cast<std::uint64_t>(one));
  }
  if (!last) {
    fill_from_ = fingerprints.back() + 1;
    return;
  }
  current_ = std::exchange(next_, {});
  in_current_ = in_next_;
  complete_ = true;
  filling_ = false;
}

}  // namespace dovetail::policy::greylist
