// SPDX-License-Identifier: MIT
#include "libcommon/crypto/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <cassert>
#include <new>
#include <optional>
#include <stdexcept>

#include "libcommon/crypto/md_family.hpp"
#include "libcommon/crypto/secret.hpp"

namespace dovetail::crypto {
namespace {

struct Facts {
  const char* name;
  std::size_t size;
  std::size_t block;
};

const Facts& facts(DigestKind kind) {
  static constexpr std::array<Facts, 7> kFacts{{{"MD4", 16, 64},
                                                {"MD5", 16, 64},
                                                {"SHA1", 20, 64},
                                                {"SHA2-224", 28, 64},
                                                {"SHA2-256", 32, 64},
                                                {"SHA2-384", 48, 128},
                                                {"SHA2-512", 64, 128}}};
  return kFacts.at(static_cast<std::size_t>(kind));
}

bool is_md(DigestKind kind) {
  return kind == DigestKind::md4 || kind == DigestKind::md5;
}

MdFamily md_family(DigestKind kind) {
  return MdFamily(kind == DigestKind::md4 ? MdFamily::Kind::md4 : MdFamily::Kind::md5);
}

const EVP_MD* fetched(const char* name) {
  const EVP_MD* algorithm = EVP_MD_fetch(nullptr, name, nullptr);
  if (algorithm == nullptr) {
    throw std::runtime_error(std::string("OpenSSL offers no ") + name);
  }
  return algorithm;
}

// Looking an algorithm up costs more than a short digest, so it is done once and kept for the program's life.
const EVP_MD* algorithm_of(DigestKind kind) {
  switch (kind) {
    case DigestKind::sha1: {
      static const EVP_MD* const kept = fetched("SHA1");
      return kept;
    }
    case DigestKind::sha224: {
      static const EVP_MD* const kept = fetched("SHA2-224");
      return kept;
    }
    case DigestKind::sha384: {
      static const EVP_MD* const kept = fetched("SHA2-384");
      return kept;
    }
    case DigestKind::sha512: {
      static const EVP_MD* const kept = fetched("SHA2-512");
      return kept;
    }
    default: {
      static const EVP_MD* const kept = fetched("SHA2-256");
      return kept;
    }
  }
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

void check(int openssl_result) {  // with a known algorithm and our own buffers, only memory can be missing
  if (openssl_result != 1) {
    throw std::bad_alloc();
  }
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::size_t digest_size(DigestKind kind) {
  return facts(kind).size;
}

std::size_t block_size(DigestKind kind) {
  return facts(kind).block;
}

std::string digest(DigestKind kind, std::string_view bytes) {
  if (is_md(kind)) {
    MdFamily family = md_family(kind);
    family.update(bytes);
    return family.finish();
  }
  std::string out(digest_size(kind), '\0');
  check(EVP_Digest(bytes.data(), bytes.size(), bytes_of(out), nullptr, algorithm_of(kind), nullptr));
  return out;
}

struct Digest::State {
  DigestKind kind;
  std::optional<MdFamily> family;
  Context context;

  void start() {
    if (!is_md(kind)) {
      check(EVP_DigestInit_ex2(context.get(), algorithm_of(kind), nullptr));
    }
  }
};

Digest::Digest(DigestKind kind) : state_(std::make_unique<State>()) {
  state_->kind = kind;
  if (is_md(kind)) {
    state_->family = md_family(kind);
  } else {
    state_->context.reset(EVP_MD_CTX_new());
  }
  state_->start();
}

Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

Digest& Digest::update(std::string_view bytes) {
  if (state_->family) {
    state_->family->update(bytes);
  } else {
    check(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
  }
  return *this;
}

std::string Digest::finish() {
  if (state_->family) {
    return state_->family->finish();
  }
  std::string out(digest_size(state_->kind), '\0');
  check(EVP_DigestFinal_ex(state_->context.get(), bytes_of(out), nullptr));
  state_->start();
  return out;
}

std::string hmac(DigestKind kind, std::string_view key, std::string_view message) {
  std::string padded(key.size() > block_size(kind) ? digest(kind, key) : std::string(key));
  padded.resize(block_size(kind), '\0');
  const auto keyed = [&](char pad, std::string_view rest) {
    std::string block = padded;
    for (char& c : block) {
      c = static_cast<char>(c ^ pad);
    }
    Digest one(kind);
    std::string result = one.update(block).update(rest).finish();
    wipe(block);
    return result;
  };
  std::string result = keyed('\x5c', keyed('\x36', message));
  wipe(padded);
  return result;
}

std::string pbkdf2(DigestKind kind, std::string_view password, std::string_view salt, unsigned iterations,
                   std::size_t length) {
  assert(!is_md(kind) && iterations > 0);
  std::string out(length, '\0');
  check(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                          reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()),
                          static_cast<int>(iterations), algorithm_of(kind), static_cast<int>(length),
                          bytes_of(out)));
  return out;
}

}  // namespace dovetail::crypto
