// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::crypto {

// True for equal bytes, in a time that tells nothing but whether the lengths are equal.
bool equal_constant_time(std::string_view a, std::string_view b);

// Overwrites what the string holds (its whole capacity) in a way the compiler keeps, and empties it.
void wipe(std::string& secret);
void wipe(void* bytes, std::size_t count);

// A string that is wiped when it dies. Moved from: empty.
class SecretString {
 public:
  SecretString() = default;
  explicit SecretString(std::string_view secret) : text_(secret) {}
  SecretString(SecretString&& other) noexcept;
  SecretString& operator=(SecretString&& other) noexcept;
  ~SecretString() { wipe(text_); }

  std::string_view view() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

// Whole pages that are kept out of swap and core dumps and are wiped at the end: for keys that live long.
// `locked()` tells whether the kernel granted it (RLIMIT_MEMLOCK); without it the buffer works all the same.
class SecretBuffer {
 public:
  explicit SecretBuffer(std::size_t size);  // throws std::bad_alloc
  ~SecretBuffer();
  SecretBuffer(SecretBuffer&& other) noexcept;
  SecretBuffer& operator=(SecretBuffer&& other) noexcept;

  char* data() { return bytes_; }
  const char* data() const { return bytes_; }
  std::size_t size() const { return size_; }
  std::string_view view() const { return {bytes_, size_}; }
  bool locked() const { return locked_; }

 private:
  void release() noexcept;
  char* bytes_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_ = 0;
  bool locked_ = false;
};

}  // namespace dovetail::crypto
