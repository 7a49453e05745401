// SPDX-License-Identifier: MIT
#include "sasl/password/otp.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/random.hpp"
#include "sasl/password/limits.hpp"

namespace dovetail::sasl::password {

namespace {

using crypto::DigestKind;

constexpr std::size_t kHashBytes = 8;
constexpr std::size_t kLongestSeed = 64;
constexpr std::size_t kSeedBytes = 8;
constexpr std::uint32_t kFirstSequence = 1024;
constexpr std::array kKinds = {std::pair{std::string_view("sha1"), DigestKind::sha1},
                               std::pair{std::string_view("md5"), DigestKind::md5},
                               std::pair{std::string_view("md4"), DigestKind::md4}};

// RFC 2289 appendix A: the digest is folded to 64 bits by exclusive-or; for SHA-1 the words are little endian
// then.
std::string folded(DigestKind kind, std::string_view digest) {
  std::string out(digest.substr(0, kHashBytes));
  for (std::size_t at = kHashBytes; at < digest.size(); ++at) {
    // SHA-1's fifth word goes onto the first half alone.
    out[at % kHashBytes] = static_cast<char>(out[at % kHashBytes] ^ digest[at]);
  }
  if (kind == DigestKind::sha1) {
    std::reverse(out.begin(), out.begin() + 4);
    std::reverse(out.begin() + 4, out.end());
  }
  return out;
}

}  // namespace

std::optional<OtpState> parse_otp(std::string_view text) {
  const auto parts = base::split(text, ' ');
  if (parts.size() != 4 || parts[2].empty() || parts[2].size() > kLongestSeed) {
    return std::nullopt;
  }
  const auto kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& known) { return known.first == parts[0]; });
  const auto sequence = base::to_number<std::uint32_t>(parts[1]);
  auto hash = base::from_hex(parts[3]);
  if (kind == kKinds.end() || !sequence || *sequence > kMostOtpSteps || !hash || hash->size() != kHashBytes) {
    return std::nullopt;
  }
  return OtpState{kind->second, *sequence, std::string(parts[2]), std::move(*hash)};
}

std::string format_otp(const OtpState& state) {
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const auto& known) { return known.second == state.kind; });
  return std::string(kind->first) + " " + std::to_string(state.sequence) + " " + state.seed + " " +
         base::to_hex(state.hash);
}

std::string otp_hash(DigestKind kind, std::string_view seed, std::string_view phrase,
                     std::uint32_t sequence) {
  std::string hash = folded(kind, crypto::digest(kind, base::lowered(seed) + std::string(phrase)));
  for (std::uint32_t step = 0; step < sequence; ++step) {
    hash = folded(kind, crypto::digest(kind, hash));
  }
  return hash;
}

OtpState new_otp(std::string_view phrase) {
  OtpState state{DigestKind::sha1, kFirstSequence, base::to_hex(crypto::random_bytes(kSeedBytes)), ""};
  state.hash = otp_hash(state.kind, state.seed, phrase, state.sequence);
  return state;
}

}  // namespace dovetail::sasl::password
