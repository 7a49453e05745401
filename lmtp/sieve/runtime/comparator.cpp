// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/comparator.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"

namespace dovetail::lmtp::sieve {

namespace {

char same(char c) {
  return c;
}

char upper(char c) {
  return base::to_upper(c);
}

int compare_octets(std::string_view a, std::string_view b) {
  return a.compare(b);
}

int compare_folded(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const auto x = static_cast<unsigned char>(upper(a[i]));
    const auto y = static_cast<unsigned char>(upper(b[i]));
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : (a.size() < b.size() ? -1 : 1);
}

std::string_view significant_digits(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && base::is_digit(text[end])) {
    ++end;
  }
  text = text.substr(0, end);
  const std::size_t first = std::min(text.find_first_not_of('0'), text.size());
  return text.substr(first);
}

// RFC 4790 §9.1; numbers of any length.
int compare_numbers(std::string_view a, std::string_view b) {
  const bool a_infinite = a.empty() || !base::is_digit(a[0]);
  const bool b_infinite = b.empty() || !base::is_digit(b[0]);
  if (a_infinite || b_infinite) return static_cast<int>(a_infinite) - static_cast<int>(b_infinite);
  const std::string_view x = significant_digits(a);
  const std::string_view y = significant_digits(b);
  if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
  return x.compare(y);
}

constexpr Comparator kOctet{"i;octet", same, compare_octets, nullptr};
constexpr Comparator kCasemap{"i;ascii-casemap", upper, compare_folded, nullptr};
constexpr Comparator kNumeric{"i;ascii-numeric", nullptr, compare_numbers, "comparator-i;ascii-numeric"};

}  // namespace

const Comparator& octet_comparator() {
  return kOctet;
}

const Comparator& casemap_comparator() {
  return kCasemap;
}

const Comparator& numeric_comparator() {
  return kNumeric;
}

const Comparator* find_comparator(std::string_view name) {
  for (const Comparator* each : {&kOctet, &kCasemap, &kNumeric}) {
    if (name == each->name) return each;
  }
  return nullptr;
}

}  // namespace dovetail::lmtp::sieve
