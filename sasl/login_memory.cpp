// SPDX-License-Identifier: MIT
#include "sasl/login_memory.hpp"

#include <cstring>
#include <string>

#include "libcommon/crypto/digest.hpp"
#include "libcommon/crypto/random.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::size_t kKeyBytes = 32;

// Length before each part, so that no two triples give one text.
void append(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

}  // namespace

LoginMemory::LoginMemory(std::size_t entries)
    : key_(kKeyBytes), buckets_((entries + kWays - 1) / kWays), table_(buckets_ * kWays * kDigestBytes) {
  std::string key = crypto::random_bytes(kKeyBytes);
  std::memcpy(key_.data(), key.data(), kKeyBytes);
  crypto::wipe(key);
  forget_all();
}

void LoginMemory::forget_all() {
  std::memset(table_.data(), 0, table_.size());
}

std::string LoginMemory::digest(std::string_view passdb, std::string_view stored,
                                std::string_view password) const {
  std::string text;
  text.reserve(passdb.size() + stored.size() + password.size() + 24);
  append(text, passdb);
  append(text, stored);
  append(text, password);
  std::string result = crypto::hmac(crypto::DigestKind::sha256, key_.view(), text).substr(0, kDigestBytes);
  crypto::wipe(text);
  return result;
}

char* LoginMemory::bucket(std::string_view digest) {
  std::uint64_t number = 0;
  std::memcpy(&number, digest.data(), sizeof number);
  return table_.data() + number % buckets_ * kWays * kDigestBytes;
}

bool LoginMemory::knows(std::string_view passdb, std::string_view stored, std::string_view password) const {
  const std::string wanted = digest(passdb, stored, password);
  const char* ways = bucket(wanted);
  bool found = false;
  for (std::size_t way = 0; way < kWays; ++way) {
    found = crypto::equal_constant_time(wanted, std::string_view(ways + way * kDigestBytes, kDigestBytes)) ||
            found;
  }
  return found;
}

void LoginMemory::remember(std::string_view passdb, std::string_view stored, std::string_view password) {
  const std::string wanted = digest(passdb, stored, password);
  char* ways = bucket(wanted);
  const std::string nothing(kDigestBytes, '\0');
  for (std::size_t way = 0; way < kWays; ++way) {
    char* at = ways + way * kDigestBytes;
    const std::string_view there(at, kDigestBytes);
    if (there == nothing || there == wanted) {
      std::memcpy(at, wanted.data(), kDigestBytes);
      return;
    }
  }
  std::memcpy(ways + turn_++ % kWays * kDigestBytes, wanted.data(), kDigestBytes);
}

}  // namespace dovetail::sasl
