// SPDX-License-Identifier: MIT
#include <sodium.h>
#include <sys/mman.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/password_hash.hpp"
#include "libcommon/wire/base64.hpp"

namespace dovetail::crypto {
namespace {

constexpr std::size_t kStringBytes = crypto_pwhash_argon2id_STRBYTES;
static_assert(crypto_pwhash_argon2i_STRBYTES == kStringBytes);

struct Parameters {
  bool argon2id = false;
  std::size_t memory_kib = 0;
  std::uint32_t passes = 0;
};

// $argon2id$v=19$m=65536,t=3,p=1$salt$hash
std::optional<Parameters> parameters_of(std::string_view stored) {
  const auto parts = base::split(stored, '$');
  if (stored.size() >= kStringBytes || parts.size() != 6 || !parts[0].empty() || parts[2] != "v=19" ||
      (parts[1] != "argon2i" && parts[1] != "argon2id")) {
    return std::nullopt;
  }
  const auto costs = base::split(parts[3], ',');
  if (costs.size() != 3 || !costs[0].starts_with("m=") || !costs[1].starts_with("t=") ||
      !costs[2].starts_with("p=")) {
    return std::nullopt;
  }
  const auto memory = base::to_number<std::uint32_t>(costs[0].substr(2));
  const auto passes = base::to_number<std::uint32_t>(costs[1].substr(2));
  if (!memory || !passes || !base::to_number<std::uint32_t>(costs[2].substr(2))) {
    return std::nullopt;
  }
  const auto is_base64 = [](std::string_view text) {
    return wire::base64_decode(text, wire::Base64Padding::optional).value_or("").size() >= 8;
  };
  if (!is_base64(parts[4]) || !is_base64(parts[5])) {
    return std::nullopt;
  }
  return Parameters{parts[1] == "argon2id", *memory, *passes};
}

// The library says "another password" also when it could not get its memory: ask the kernel for as much.
bool memory_is_there(std::size_t kib) {
  const std::size_t size = kib * 1024;
  void* pages = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return pages != MAP_FAILED && ::munmap(pages, size) == 0;
}

bool sodium_is_ready() {
  static const bool ready = sodium_init() >= 0;
  return ready;
}

}  // namespace

std::optional<std::size_t> argon2_memory_kib(std::string_view stored) {
  const auto parameters = parameters_of(stored);
  return parameters ? std::optional(parameters->memory_kib) : std::nullopt;
}

Verdict argon2_verify(std::string_view password, std::string_view stored, const Argon2Limits& limits) {
  const auto parameters = parameters_of(stored);
  if (!parameters || !sodium_is_ready()) {
    return Verdict::invalid;
  }
  if (parameters->memory_kib > limits.memory_kib || parameters->passes > limits.passes) {
    return Verdict::too_expensive;
  }
  std::array<char, kStringBytes> text{};  // the library reads it as a C string in a buffer of this size
  std::memcpy(text.data(), stored.data(), stored.size());
  const auto verify =
      parameters->argon2id ? crypto_pwhash_argon2id_str_verify : crypto_pwhash_argon2i_str_verify;
  if (verify(text.data(), password.data(), password.size()) == 0) {
    return Verdict::match;
  }
  if (!memory_is_there(parameters->memory_kib)) {
    return Verdict::too_expensive;
  }
  return Verdict::mismatch;
}

base::Result<std::string> argon2_hash(Argon2Kind kind, std::string_view password, std::uint32_t passes,
                                      std::size_t memory_kib) {
  if (!sodium_is_ready()) {
    return base::Unexpected(base::internal("libsodium cannot be initialised"));
  }
  std::array<char, kStringBytes> text{};
  const auto hash = kind == Argon2Kind::argon2id ? crypto_pwhash_argon2id_str : crypto_pwhash_argon2i_str;
  if (hash(text.data(), password.data(), password.size(), passes, memory_kib * 1024) != 0) {
    return base::Unexpected(base::system_error(
        "Argon2 failed (t=" + std::to_string(passes) + ", m=" + std::to_string(memory_kib) + " KiB)", errno));
  }
  return std::string(text.data());
}

}  // namespace dovetail::crypto
