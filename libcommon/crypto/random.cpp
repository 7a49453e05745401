// SPDX-License-Identifier: MIT
#include "libcommon/crypto/random.hpp"

#include <openssl/rand.h>

#include <cassert>
#include <cstdlib>
#include <cstring>

namespace dovetail::crypto {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    std::abort();
  }
  return bytes;
}

std::uint64_t random_number() {
  std::uint64_t number = 0;
  std::memcpy(&number, random_bytes(sizeof number).data(), sizeof number);
  return number;
}

std::string random_text(std::size_t count, std::string_view alphabet) {
  assert(!alphabet.empty() && alphabet.size() <= 256);
  const std::size_t fair = 256 - 256 % alphabet.size();  // bytes from here on would favour the first letters
  std::string text;
  while (text.size() < count) {
    for (const char c : random_bytes(count - text.size())) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < fair) {
        text.push_back(alphabet[byte % alphabet.size()]);
      }
    }
  }
  return text;
}

}  // namespace dovetail::crypto
