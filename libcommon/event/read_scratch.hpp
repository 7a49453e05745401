// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>

namespace dovetail::event {

// 64 KiB to read into, for the length of one callback: one buffer per thread instead of one per connection. A
// callback inside a callback gets memory of its own.
class ReadScratch {
 public:
  ReadScratch();
  ~ReadScratch();
  ReadScratch(const ReadScratch&) = delete;
  ReadScratch& operator=(const ReadScratch&) = delete;

  char* data() const { return data_; }
  static constexpr std::size_t size() { return 64 * 1024; }

 private:
  std::unique_ptr<char[]> own_;
  char* data_;
};

}  // namespace dovetail::event
