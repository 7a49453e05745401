// SPDX-License-Identifier: MIT
#include "lmtp/outbound/reply_reader.hpp"

#include "libcommon/base/text.hpp"
#include "lmtp/outbound/limits.hpp"

namespace dovetail::lmtp::outbound {

std::string SmtpReply::text() const {
  std::string all = std::to_string(code);
  for (const std::string& line : lines) {
    all += " " + line;
  }
  return base::printable(all, 500);
}

ReplyReader::ReplyReader() : reader_(kMaxReplyLine) {}

std::optional<SmtpReply> ReplyReader::next() {
  while (!broken_) {
    const auto line = reader_.next();
    if (!line) {
      return std::nullopt;
    }
    const std::string_view text = line->text;
    const auto code = text.size() >= 3 ? base::to_number<int>(text.substr(0, 3)) : std::nullopt;
    const bool last = text.size() == 3 || (text.size() > 3 && text[3] == ' ');
    const bool more = text.size() > 3 && text[3] == '-';
    const bool fits = pending_.lines.empty() || (code && *code == pending_.code);
    if (line->too_long || !code || *code < 200 || *code > 599 || (!last && !more) || !fits ||
        pending_.lines.size() >= kMaxReplyLines) {
      broken_ = true;
      return std::nullopt;
    }
    pending_.code = *code;
    pending_.lines.emplace_back(text.size() > 4 ? text.substr(4) : std::string_view());
    if (last) {
      return std::exchange(pending_, {});
    }
  }
  return std::nullopt;
}

}  // namespace dovetail::lmtp::outbound
