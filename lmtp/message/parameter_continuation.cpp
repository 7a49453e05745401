// SPDX-License-Identifier: MIT
#include "lmtp/message/parameter_continuation.hpp"

#include <algorithm>
#include <optional>

#include "libcommon/base/text.hpp"
#include "libcommon/charset/charset.hpp"

namespace dovetail::lmtp::message {

namespace {

// name*3* taken apart.
struct Piece {
  std::string_view base;
  std::optional<unsigned> number;
  bool encoded = false;
  const std::string* value = nullptr;
};

Piece take_apart(const RawParameter& raw) {
  Piece piece{raw.name, std::nullopt, false, &raw.value};
  if (piece.base.ends_with('*')) {
    piece.encoded = true;
    piece.base.remove_suffix(1);
  }
  const std::size_t star = piece.base.rfind('*');
  if (star != std::string_view::npos) {
    piece.number = base::to_number<unsigned>(piece.base.substr(star + 1));
    if (piece.number) piece.base = piece.base.substr(0, star);
  }
  return piece;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      if (const auto byte = base::from_hex(text.substr(i + 1, 2))) {
        out += *byte;
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

// Splits charset'language'text; nothing where the marks are missing.
std::optional<std::pair<std::string_view, std::string_view>> split_charset(std::string_view value) {
  const auto first = base::split_once(value, '\'');
  if (!first) return std::nullopt;
  const auto second = base::split_once(first->second, '\'');
  if (!second) return std::nullopt;
  return std::pair(first->first, second->second);
}

std::string joined_value(const std::vector<Piece>& pieces) {
  std::string bytes;
  std::string charset = "utf-8";
  unsigned expected = 0;
  for (const Piece& piece : pieces) {
    if (piece.number.value_or(0) != expected++) break;
    std::string_view value = *piece.value;
    if (piece.encoded && expected == 1) {
      if (const auto parts = split_charset(value)) {
        charset = parts->first;
        value = parts->second;
      }
    }
    bytes += piece.encoded ? percent_decoded(value) : std::string(value);
  }
  return charset::to_utf8(bytes, charset).text;
}

bool has_parameter(const Parameters& parameters, std::string_view name) {
  return std::any_of(parameters.begin(), parameters.end(), [&](const auto& p) { return p.first == name; });
}

}  // namespace

Parameters join_continuations(const std::vector<RawParameter>& raw) {
  std::vector<Piece> pieces;
  for (const RawParameter& parameter : raw) {
    pieces.push_back(take_apart(parameter));
  }
  Parameters result;
  for (const Piece& first : pieces) {
    if (has_parameter(result, first.base)) continue;
    std::vector<Piece> same;
    for (const Piece& piece : pieces) {
      if (piece.base == first.base && (piece.encoded || piece.number)) same.push_back(piece);
    }
    if (same.empty()) {
      result.emplace_back(first.base, *first.value);
      continue;
    }
    std::stable_sort(same.begin(), same.end(), [](const Piece& a, const Piece& b) {
      return a.number.value_or(0) < b.number.value_or(0);
    });
    result.emplace_back(first.base, joined_value(same));
  }
  return result;
}

}  // namespace dovetail::lmtp::message
