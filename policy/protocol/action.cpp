// SPDX-License-Identifier: MIT
#include "policy/protocol/action.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "policy/protocol/limits.hpp"

namespace dovetail::policy {
namespace {

constexpr std::string_view kNoOpinion = "DUNNO";

bool all_digits(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), base::is_digit);
}

std::string blanks_for_line_ends(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c == '\n' || c == '\r' || c == '\t' || c == '\0') c = ' ';
  }
  return result;
}

// RFC 5322 §2.2: a field name is printable ASCII without a colon.
bool is_header(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return c > ' ' && c < 0x7f; });
}

std::string with_code(std::string_view code, std::string_view text) {
  const bool usable = code.size() == 3 && (code.front() == '4' || code.front() == '5');
  if (!usable) return std::string(kNoOpinion);
  if (text.empty()) {
    text = code.front() == '4' ? "Try again later" : "Access denied";
  }
  return std::string(code) + " " + std::string(text);
}

bool argument_fits(std::string_view word, std::string_view text) {
  if (base::equals_ignoring_case(word, "PREPEND")) return is_header(text);
  if (base::equals_ignoring_case(word, "FILTER")) return text.find(':') != std::string_view::npos;
  if (base::equals_ignoring_case(word, "REDIRECT") || base::equals_ignoring_case(word, "BCC")) {
    return text.find('@') != std::string_view::npos;
  }
  return true;
}

// Printable ASCII alone, and not too much of it.
bool is_plain(std::string_view text) {
  return text.size() <= 4 * kMaxHeaderText &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// `clean` holds only characters that may be sent.
std::string arranged(std::string_view clean) {
  const std::string_view whole = base::trimmed(clean);
  const std::string_view word = whole.substr(0, whole.find(' '));
  if (word.empty()) return std::string(kNoOpinion);
  std::string_view text = base::trimmed(whole.substr(word.size()));
  const std::size_t most = base::equals_ignoring_case(word, "PREPEND") ? kMaxHeaderText : kMaxReplyText;
  std::string cut;
  if (text.size() > most) {
    cut = base::printable(text, most);
    text = base::trimmed(cut);
  }
  if (all_digits(word)) return with_code(word, text);
  if (!argument_fits(word, text)) return std::string(kNoOpinion);
  std::string result(word);
  if (!text.empty()) result.append(" ").append(text);
  return result;
}

}  // namespace

std::string safe_action(std::string_view action) {
  if (is_plain(action)) return arranged(action);  // nearly always: no copy only to find nothing
  return arranged(
      base::printable(blanks_for_line_ends(action.substr(0, 4 * kMaxHeaderText)), 4 * kMaxHeaderText));
}

}  // namespace dovetail::policy
