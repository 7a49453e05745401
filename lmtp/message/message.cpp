// SPDX-License-Identifier: MIT
#include "lmtp/message/message.hpp"

#include <cstring>

#include "libcommon/base/text.hpp"
#include "lmtp/message/part_tree.hpp"

namespace dovetail::lmtp::message {

Message::Message(std::string_view bytes) : bytes_(bytes) {}
Message::~Message() = default;
Message::Message(Message&&) noexcept = default;
Message& Message::operator=(Message&&) noexcept = default;

void Message::replace_header(std::string header) {
  body();  // the original's header block decides where the body begins
  header_.reset();
  parts_.reset();
  size_.reset();
  replaced_ = std::make_unique<std::string>(std::move(header));
}

const HeaderBlock& Message::header() const {
  if (!header_) header_ = std::make_unique<HeaderBlock>(replaced_ ? std::string_view(*replaced_) : bytes_);
  return *header_;
}

std::string_view Message::body() const {
  if (!original_header_) original_header_ = std::make_unique<HeaderBlock>(bytes_);
  return bytes_.substr(original_header_->body_begin());
}

std::string Message::full() const {
  if (!replaced_) return std::string(bytes_);
  std::string out = *replaced_;
  return out.append(body());
}

std::uint64_t Message::size() const {
  if (!size_) {
    size_ = replaced_ ? size_with_crlf(*replaced_) + size_with_crlf(body()) : size_with_crlf(bytes_);
  }
  return *size_;
}

std::string Message::message_id() const {
  const Field* field = header().first("message-id");
  return field == nullptr ? std::string() : header().unfolded(*field);
}

const PartTree& Message::parts() const {
  if (!parts_) parts_ = std::make_unique<PartTree>(PartTree::read(header(), body()));
  return *parts_;
}

std::uint64_t size_with_crlf(std::string_view bytes) {
  std::uint64_t size = bytes.size();
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at < end) {
    const char* lf = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (lf == nullptr) break;
    if (lf == bytes.data() || lf[-1] != '\r') ++size;
    at = lf + 1;
  }
  return size;
}

}  // namespace dovetail::lmtp::message
