// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dovetail::wire {

// netstring = length ":" payload ","  (D. J. Bernstein, as socketmap_table(5) uses it).
void append_netstring(std::string& out, std::string_view payload);
std::string netstring(std::string_view payload);

enum class NetstringStatus {
  complete,
  incomplete,  // more bytes are needed; nothing consumed
  malformed,   // no digit, a sign, more than kMaxNetstringDigits digits, a missing ":" or ","
  too_long,    // well-formed so far, but longer than the limit
};

struct Netstring {
  NetstringStatus status = NetstringStatus::incomplete;
  std::string_view payload;  // into the input
  std::size_t consumed = 0;  // bytes of the input that belong to it; 0 unless complete
};

// Reads one netstring from the start of `input`. Decides as early as the bytes allow, so that a peer that
// announces too much is refused before it sends it. Leading zeros are accepted. There is no way to continue
// after malformed or too_long: close the connection.
Netstring read_netstring(std::string_view input, std::size_t limit);

// The same over a stream: keeps what is not used yet. The payload is valid until the next call. One thread.
class NetstringReader {
 public:
  explicit NetstringReader(std::size_t limit) : limit_(limit) {}

  void append(std::string_view bytes);
  Netstring next();
  std::size_t buffered() const { return buffer_.size() - start_; }

 private:
  std::string buffer_;
  std::size_t start_ = 0;
  std::size_t limit_;
};

}  // namespace dovetail::wire
