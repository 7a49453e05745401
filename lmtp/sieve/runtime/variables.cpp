// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/variables.hpp"

namespace dovetail::lmtp::sieve {

std::string Variables::get(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

void Variables::set(const std::string& name, std::string value, std::size_t limit) {
  values_[name] = cut_utf8(std::move(value), limit);
}

std::string Variables::match_value(std::size_t index) const {
  return index < match_values_.size() ? match_values_[index] : std::string();
}

std::string cut_utf8(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) {
    --limit;
  }
  text.resize(limit);
  return text;
}

}  // namespace dovetail::lmtp::sieve
