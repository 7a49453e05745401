// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dovetail::policy::greylist {

// Stands for a stored key: SipHash-2-4 (Aumasson and Bernstein, 2012) under a secret of the database, so that
// nobody outside can make two keys meet. Among a million triplets one question in 10^13 meets a stranger's
// record by chance.
class Fingerprint {
 public:
  static constexpr std::size_t kSecretSize = 16;  // octets
  // Nothing if the secret is of another size.
  static std::optional<Fingerprint> with_secret(std::string_view secret);

  std::uint64_t of(std::string_view key) const;  // never 0

 private:
  std::uint64_t k0_ = 0;
  std::uint64_t k1_ = 0;
};

}  // namespace dovetail::policy::greylist
