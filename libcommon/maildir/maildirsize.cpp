// SPDX-License-Identifier: MIT
#include "libcommon/maildir/maildirsize.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/maildir/limits.hpp"

namespace dovetail::maildir {

namespace {

bool apply_limit(Amount& limits, std::string_view part) {
  if (part.size() < 2) {
    return false;
  }
  const auto value = base::to_number<std::int64_t>(part.substr(0, part.size() - 1));
  if (!value || *value < 0) {
    return false;
  }
  if (part.back() == 'S') {
    limits.bytes = *value;
  } else if (part.back() == 'C') {
    limits.messages = *value;
  }
  return true;  // other letters belong to later versions of the format
}

std::optional<Amount> parse_header(std::string_view line) {
  Amount limits;
  for (const std::string_view part : base::split(line, ',')) {
    if (!apply_limit(limits, base::trimmed(part))) {
      return std::nullopt;
    }
  }
  return limits;
}

bool add(std::int64_t& sum, std::int64_t value) {
  return !__builtin_add_overflow(sum, value, &sum);
}

bool add_line(Maildirsize& state, std::string_view line) {
  const auto parts = base::words(line);
  if (parts.size() != 2) {
    return false;
  }
  const auto bytes = base::to_number<std::int64_t>(parts[0]);
  const auto messages = base::to_number<std::int64_t>(parts[1]);
  ++state.lines;
  return bytes && messages && add(state.used.bytes, *bytes) && add(state.used.messages, *messages);
}

}  // namespace

std::optional<Maildirsize> parse_maildirsize(std::string_view content) {
  if (content.size() >= kMaxMaildirsize || content.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t end_of_header = content.find('\n');
  if (end_of_header == std::string_view::npos) {
    return std::nullopt;
  }
  Maildirsize state;
  const auto limits = parse_header(content.substr(0, end_of_header));
  if (!limits) {
    return std::nullopt;
  }
  state.limits = *limits;
  content.remove_prefix(end_of_header + 1);
  for (std::size_t end = content.find('\n'); end != std::string_view::npos; end = content.find('\n')) {
    if (!add_line(state, content.substr(0, end))) {
      return std::nullopt;
    }
    content.remove_prefix(end + 1);
  }
  if (state.used.bytes < 0 || state.used.messages < 0) {
    return std::nullopt;
  }
  return state;
}

std::string maildirsize_header(const Amount& limits) {
  std::string line;
  if (limits.bytes > 0 || limits.messages <= 0) {
    line = std::to_string(limits.bytes) + "S";
  }
  if (limits.messages > 0) {
    line += (line.empty() ? "" : ",") + std::to_string(limits.messages) + "C";
  }
  return line + "\n";
}

std::string maildirsize_line(const Amount& change) {
  return std::to_string(change.bytes) + " " + std::to_string(change.messages) + "\n";
}

}  // namespace dovetail::maildir
