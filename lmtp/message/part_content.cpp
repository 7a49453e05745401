// SPDX-License-Identifier: MIT
#include "lmtp/message/part_content.hpp"

#include "libcommon/charset/charset.hpp"
#include "lmtp/message/html_text.hpp"
#include "lmtp/message/limits.hpp"
#include "lmtp/message/transfer_encoding.hpp"

namespace dovetail::lmtp::message {

bool is_readable(const Part& part) {
  return part.type.type == "text" || part.type.is("application", "xhtml+xml");
}

std::string decoded_content(const Part& part) {
  auto bytes = decode_transfer_encoding(part.body, part.encoding, limits::kDecodedPart);
  if (!bytes) return {};
  if (part.type.type != "text" && !is_readable(part)) return std::move(*bytes);
  const std::string* charset = part.type.parameter("charset");
  // Without a charset 8-bit text is most likely UTF-8 today; what is not becomes U+FFFD.
  return charset::to_utf8(*bytes, charset != nullptr ? *charset : "utf-8", limits::kDecodedPart).text;
}

std::string readable_text(const Part& part) {
  const bool html = part.type.is("text", "html") || part.type.is("application", "xhtml+xml");
  return html ? text_of_html(decoded_content(part)) : decoded_content(part);
}

}  // namespace dovetail::lmtp::message
