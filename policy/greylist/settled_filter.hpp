// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace dovetail::policy::greylist {

// Says of most fingerprints that are not in the settled table that they are not, so that a new triplet costs
// no look-up in it: a Bloom filter of 64-bit blocks, about 1.25 octets a triplet, wrong "perhaps" for one in
// fifty. Filled from the table in slices by its owner; until then, and for what was removed since, it says
// "perhaps". One thread.
class SettledFilter {
 public:
  static constexpr std::size_t kMost = 8 * 1024 * 1024;  // fingerprints it is made for: 10 MB

  // True: surely not in the table.
  bool excludes(std::uint64_t fingerprint) const { return complete_ && !holds(current_, fingerprint); }
  // To be told of every fingerprint before it is put into the table.
  void add(std::uint64_t fingerprint);

  // Begins to fill a new one, made for so many. Everything add() was told of must be in the table by now.
  void begin(std::size_t fingerprints);
  // The table is to be read, from `fill_from()` on in the order of its key, and handed to fill(); `last`: its
  // end is reached.
  bool wants_filling() const { return filling_; }
  std::int64_t fill_from() const { return fill_from_; }
  void fill(std::span<const std::int64_t> fingerprints, bool last);

  // It holds more than it was made for and says "perhaps" too often: time for begin(), if that makes a larger
  // one.
  bool too_small() const {
    return !filling_ && in_current_ > room(current_) && current_.size() < block_count(kMost);
  }
  std::size_t size() const { return in_current_; }

 private:
  using Blocks = std::vector<std::uint64_t>;
  static std::uint64_t& block(Blocks& blocks, std::uint64_t fingerprint);
  static std::uint64_t bits(std::uint64_t fingerprint);
  static bool holds(const Blocks& blocks, std::uint64_t fingerprint);
  static std::size_t block_count(std::size_t fingerprints);
  static std::size_t room(const Blocks& blocks);
  void add_to_next(std::uint64_t fingerprint);

  Blocks current_;
  Blocks next_;                 // being filled
  std::size_t in_current_ = 0;  // different fingerprints
  std::size_t in_next_ = 0;
  bool complete_ = false;
  bool filling_ = false;
  std::int64_t fill_from_ = std::numeric_limits<std::int64_t>::min();
};

}  // namespace dovetail::policy::greylist
