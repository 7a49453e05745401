// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

namespace dovetail::maildir {

// Owner of one open file or directory. Closing errors are not reported here: who must know (after writing)
// closes through Disk::close. May be moved between threads.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  int get() const { return number_; }
  bool open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

}  // namespace dovetail::maildir
