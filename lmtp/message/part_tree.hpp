// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lmtp/message/header.hpp"
#include "lmtp/message/structured_field.hpp"

namespace dovetail::lmtp::message {

// One node of a message's MIME structure. The views point into the bytes the tree was read from.
struct Part {
  HeaderBlock header;
  std::string_view body;              // encoded, as received, without the line end before the next boundary
  ContentType type;                   // text/plain where the field is missing, ""/"" where it is invalid
  bool has_content_type = false;      // the header really has the field
  std::string encoding;               // lower-case Content-Transfer-Encoding; "" if there is none
  std::string_view prologue;          // multipart: bytes before the first boundary
  std::string_view epilogue;          // multipart: bytes behind the last
  std::optional<std::size_t> parent;  // index in the tree; nothing for the message itself
  std::size_t last = 0;               // one past the last descendant's index
};

// The parts depth first; index 0 is the message itself. A multipart with a usable boundary and a
// message/rfc822 have children; a missing closing boundary is accepted. Limits: limits.hpp.
class PartTree {
 public:
  static PartTree read(const HeaderBlock& header, std::string_view body);

  const std::vector<Part>& parts() const { return parts_; }

 private:
  std::size_t add(HeaderBlock header, std::string_view body, std::optional<std::size_t> parent,
                  unsigned depth, bool in_digest);
  void add_children(std::size_t self, unsigned depth);
  void split(std::size_t self, const std::string& boundary, unsigned depth);

  std::vector<Part> parts_;
};

}  // namespace dovetail::lmtp::message
