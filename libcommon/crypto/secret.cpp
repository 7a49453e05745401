// SPDX-License-Identifier: MIT
#include "libcommon/crypto/secret.hpp"

#include <openssl/crypto.h>
#include <sys/mman.h>
#include <unistd.h>

#include <new>
#include <utility>

namespace dovetail::crypto {

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(void* bytes, std::size_t count) {
  OPENSSL_cleanse(bytes, count);
}

void wipe(std::string& secret) {
  secret.resize(secret.capacity());
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

// A short string lives inside its object, so moving leaves a copy behind: wipe the source, too.
SecretString::SecretString(SecretString&& other) noexcept : text_(std::move(other.text_)) {
  wipe(other.text_);
}

SecretString& SecretString::operator=(SecretString&& other) noexcept {
  if (this != &other) {
    wipe(text_);
    text_ = std::move(other.text_);
    wipe(other.text_);
  }
  return *this;
}

SecretBuffer::SecretBuffer(std::size_t size) : size_(size) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  mapped_ = (size / page + 1) * page;
  void* pages = ::mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) {
    throw std::bad_alloc();
  }
  bytes_ = static_cast<char*>(pages);
  locked_ = ::mlock(pages, mapped_) == 0;
  ::madvise(pages, mapped_, MADV_DONTDUMP);
  ::madvise(pages, mapped_, MADV_WIPEONFORK);  // a child process has no use for our keys
}

void SecretBuffer::release() noexcept {
  if (bytes_ != nullptr) {
    OPENSSL_cleanse(bytes_, mapped_);
    ::munmap(bytes_, mapped_);
  }
}

SecretBuffer::~SecretBuffer() {
  release();
}

SecretBuffer::SecretBuffer(SecretBuffer&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)),
      locked_(std::exchange(other.locked_, false)) {}

SecretBuffer& SecretBuffer::operator=(SecretBuffer&& other) noexcept {
  if (this != &other) {
    release();
    bytes_ = std::exchange(other.bytes_, nullptr);
    size_ = std::exchange(other.size_, 0);
    mapped_ = std::exchange(other.mapped_, 0);
    locked_ = std::exchange(other.locked_, false);
  }
  return *this;
}

}  // namespace dovetail::crypto
