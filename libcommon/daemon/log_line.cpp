// SPDX-License-Identifier: MIT
#include "libcommon/daemon/log_line.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::daemon {

namespace {

constexpr std::size_t kLineLimit = 8192;

std::string_view level_word(base::Severity severity) {
  switch (severity) {
    case base::Severity::error:
      return "Error: ";
    case base::Severity::warning:
      return "Warning: ";
    case base::Severity::debug:
      return "Debug: ";
    default:
      return "Info: ";
  }
}

bool has_level_word(std::string_view text) {
  for (const std::string_view word : {"Error: ", "Warning: ", "Debug: ", "Info: ", "Fatal: ", "Panic: "}) {
    if (text.starts_with(word)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string cleaned_line(std::string_view line) {
  std::string out(line.substr(0, kLineLimit));
  for (char& c : out) {
    if (base::is_control(c)) {
      c = '?';
    }
  }
  return out;
}

std::string dovecot_file_line(std::string_view time, base::Severity severity, std::string_view line) {
  const auto colon = line.find(": ");
  const std::size_t text = colon == line.npos ? 0 : colon + 2;
  std::string out(time);
  out.append(line.substr(0, text));
  if (!has_level_word(line.substr(text))) {
    out.append(level_word(severity));
  }
  return out.append(line.substr(text));
}

std::string plain_file_line(std::string_view time, std::string_view ident, std::string_view line) {
  std::string out(time);
  if (!ident.empty()) {
    out.append(ident).append(": ");
  }
  return out.append(line);
}

std::string time_text(const std::string& format, const std::tm& local) {
  char text[100];
  return std::string(text, std::strftime(text, sizeof text, format.c_str(), &local));
}

}  // namespace dovetail::daemon
