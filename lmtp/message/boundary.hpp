// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::lmtp::message {

// Finds the lines "--boundary" and "--boundary--" of a multipart's body (RFC 2046 §5.1.1); white space may
// follow, anything else makes it another line: a boundary may be the beginning of another one.
class BoundaryScanner {
 public:
  struct Mark {
    std::size_t before;  // end of what stands before: the line end in front of the mark belongs to the mark,
                         // unless it is the end of the mark before
    std::size_t after;   // first byte of the line after it
    bool closing;
  };

  BoundaryScanner(std::string_view body, const std::string& boundary)
      : body_(body), delimiter_("--" + boundary) {}

  std::optional<Mark> next();

 private:
  std::string_view body_;
  std::string delimiter_;
  std::size_t at_ = 0;
  std::size_t behind_last_ = 0;
};

}  // namespace dovetail::lmtp::message
