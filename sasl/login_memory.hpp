// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "libcommon/crypto/secret.hpp"

namespace dovetail::sasl {

// Remembers which passwords were found right, so that a repeated login skips the slow hash: a keyed digest
// over passdb, stored hash and password, in memory that is neither swapped nor dumped. A changed stored hash
// is another digest, and the passdb is asked at every login: a revoked account is seen at once. Fixed size;
// old ones make room. Loop thread only.
class LoginMemory {
 public:
  explicit LoginMemory(std::size_t entries = 16384);  // rounded up to a whole number of buckets

  bool knows(std::string_view passdb, std::string_view stored, std::string_view password) const;
  void remember(std::string_view passdb, std::string_view stored, std::string_view password);
  void forget_all();
  bool locked() const { return table_.locked(); }

 private:
  static constexpr std::size_t kDigestBytes = 16;
  static constexpr std::size_t kWays = 4;
  std::string digest(std::string_view passdb, std::string_view stored, std::string_view password) const;
  char* bucket(std::string_view digest);
  const char* bucket(std::string_view digest) const { return const_cast<LoginMemory*>(this)->bucket(digest); }

  crypto::SecretBuffer key_;
  std::size_t buckets_;
  crypto::SecretBuffer table_;
  std::size_t turn_ = 0;
};

}  // namespace dovetail::sasl
