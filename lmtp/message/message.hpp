// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lmtp/message/header.hpp"

namespace dovetail::lmtp::message {

class PartTree;

// A received message, read only as far as it is asked for: a rule that looks at no body never touches its
// bytes, so a caller may hand over a mapped file. Nothing is copied; the bytes must outlive the object. Lazy,
// hence not for use by two threads at once; several Messages over the same bytes are cheap and independent.
class Message {
 public:
  explicit Message(std::string_view bytes);
  ~Message();
  Message(Message&&) noexcept;
  Message& operator=(Message&&) noexcept;

  // The message with another header block (edited by a script). `header` holds fields and empty line, the
  // body stays where it is. Undone by nothing but a new Message.
  void replace_header(std::string header);
  bool header_replaced() const { return replaced_ != nullptr; }

  std::string_view original() const { return bytes_; }
  const HeaderBlock& header() const;  // the current one
  std::string_view body() const;      // what follows the empty line of the original
  std::string full() const;           // current header and body, copied together

  // Octets with every line end counted as CRLF, whatever it is in the bytes (RFC 5228 §5.9).
  std::uint64_t size() const;

  // The first Message-ID's value, trimmed; empty if there is none.
  std::string message_id() const;

  // The MIME structure of the current message; parsed at the first call.
  const PartTree& parts() const;

 private:
  std::string_view bytes_;
  std::unique_ptr<std::string> replaced_;
  mutable std::unique_ptr<HeaderBlock> original_header_;
  mutable std::unique_ptr<HeaderBlock> header_;
  mutable std::unique_ptr<PartTree> parts_;
  mutable std::optional<std::uint64_t> size_;
};

// Bytes plus one for each LF without a CR before it.
std::uint64_t size_with_crlf(std::string_view bytes);

}  // namespace dovetail::lmtp::message
