// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/wire/line_reader.hpp"

namespace dovetail::lmtp::outbound {

struct SmtpReply {
  int code = 0;
  std::vector<std::string> lines;  // without the code

  bool positive() const { return code >= 200 && code < 400; }
  bool temporary() const { return code >= 400 && code < 500; }
  std::string text() const;  // "550 5.1.1 unknown user", lines joined by a space
};

// Puts SMTP replies together (RFC 5321 §4.2.1). A broken one (no code, other code in a later line, too long)
// sets broken() and gives nothing more.
class ReplyReader {
 public:
  ReplyReader();
  void append(std::string_view bytes) { reader_.append(bytes); }
  std::optional<SmtpReply> next();
  bool broken() const { return broken_; }

 private:
  wire::LineReader reader_;
  SmtpReply pending_;
  bool broken_ = false;
};

}  // namespace dovetail::lmtp::outbound
