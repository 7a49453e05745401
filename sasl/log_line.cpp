// SPDX-License-Identifier: MIT
#include "sasl/log_line.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::size_t kLoggedName = 256;
constexpr std::size_t kLoggedText = 1024;
constexpr std::size_t kHintDigits = 6;
constexpr std::size_t kSha1Digits = 40;

// The tag fail2ban expects has letters and hyphens only.
std::string tag_of(const std::string& tag) {
  std::string out;
  for (const char c : tag) {
    if (base::is_alpha(c) || c == '-') {
      out += c;
    }
  }
  while (out.ends_with('-')) {
    out.pop_back();
  }
  return out;
}

// A name must not close the bracket and go on with an address of its own choice.
std::string harmless(std::string_view name) {
  std::string out = base::printable(name, kLoggedName);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == ',' || c == '(' || c == ')'; }, '?');
  return out;
}

}  // namespace

std::string log_line(const Note& note, const Subject& subject) {
  const std::string& user = note.user.empty() ? subject.user : note.user;
  std::string line = tag_of(note.tag) + "(" + (user.empty() ? "?" : harmless(user));
  if (!subject.connection.remote_ip.empty()) {
    line += "," + subject.connection.remote_ip;
  }
  if (!subject.connection.session.empty()) {
    line += ",<" + harmless(subject.connection.session) + ">";
  }
  line += "): " + base::printable(note.text, kLoggedText);
  if (note.login_failure && !subject.master_user.empty() && user != subject.master_user) {
    line += " (master user " + harmless(subject.master_user) + ")";
  }
  return line;
}

PasswordHint PasswordHint::parse(const std::string& setting, bool debug_passwords) {
  if (setting.starts_with("sha1:")) {
    return {std::min(base::to_number<std::size_t>(setting.substr(5)).value_or(kHintDigits), kSha1Digits)};
  }
  if (setting == "sha1") {
    return {kSha1Digits};
  }
  // Clear text never reaches the log.
  return {debug_passwords || setting.starts_with("plain") || setting == "yes" ? kHintDigits : 0};
}

std::string PasswordHint::text(std::string_view password) const {
  if (digits == 0) {
    return "";
  }
  return " (SHA1 of given password: " +
         base::to_hex(crypto::digest(crypto::DigestKind::sha1, password)).substr(0, digits) + ")";
}

}  // namespace dovetail::sasl
