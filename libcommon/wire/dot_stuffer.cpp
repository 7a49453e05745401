// SPDX-License-Identifier: MIT
#include "libcommon/wire/dot_stuffing.hpp"

namespace dovetail::wire {

void DotStuffer::feed(std::string_view message, std::string& out) {
  while (!message.empty()) {
    if (!line_start_ && !cr_) {
      const auto end = message.find_first_of("\r\n");
      out.append(message.substr(0, end));
      message.remove_prefix(end == std::string_view::npos ? message.size() : end);
      if (message.empty()) {
        return;
      }
    }
    put(message.front(), out);
    message.remove_prefix(1);
  }
}

void DotStuffer::put(char c, std::string& out) {
  if (c == '\n') {
    out.append("\r\n");
    line_start_ = true;
    cr_ = false;
    return;
  }
  if (cr_) {  // that CR ended nothing
    out.push_back(' ');
    line_start_ = false;
    cr_ = false;
  }
  if (c == '\r') {
    cr_ = true;
    return;
  }
  if (line_start_ && c == '.') {
    out.push_back('.');
  }
  out.push_back(c);
  line_start_ = false;
}

void DotStuffer::finish(std::string& out) {
  if (cr_ || !line_start_) {
    put('\n', out);
  }
  out.append(".\r\n");
  line_start_ = true;
}

}  // namespace dovetail::wire
