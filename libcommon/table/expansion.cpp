// SPDX-License-Identifier: MIT
#include "libcommon/table/expansion.hpp"

#include <algorithm>
#include <cstring>

#include "libcommon/base/text.hpp"
#include "libcommon/table/limits.hpp"

namespace dovetail::table {
namespace {

using Piece = Template::Piece;
using Kind = Template::Kind;

std::optional<Piece> piece_for(char letter, bool of_result) {
  switch (letter) {
    case 's':
      return Piece{Kind::whole, !of_result, 0, {}};
    case 'u':
      return Piece{Kind::user, !of_result, 0, {}};
    case 'd':
      return Piece{Kind::domain, !of_result, 0, {}};
    case 'S':
      return Piece{Kind::whole, true, 0, {}};
    case 'U':
      return Piece{Kind::user, true, 0, {}};
    case 'D':
      return Piece{Kind::domain, true, 0, {}};
    default:
      if (letter >= '1' && letter <= '9') {
        return Piece{Kind::label, true, letter - '0', {}};
      }
      return std::nullopt;
  }
}

void add_literal(std::vector<Piece>& pieces, std::string_view text) {
  if (text.empty()) return;
  if (pieces.empty() || pieces.back().kind != Kind::literal) {
    pieces.emplace_back();
  }
  pieces.back().text.append(text);
}

base::Result<std::vector<Piece>> split_template(std::string_view text, bool of_result) {
  if (text.size() > kMaxTemplate) {
    return base::Unexpected(base::permanent("template is too long"));
  }
  std::vector<Piece> pieces;
  while (!text.empty()) {
    const auto percent = std::min(text.find('%'), text.size());
    add_literal(pieces, text.substr(0, percent));
    text.remove_prefix(percent);
    if (text.empty()) break;
    const char letter = text.size() > 1 ? text[1] : '\0';
    if (letter == '%') {
      add_literal(pieces, "%");
    } else if (auto piece = piece_for(letter, of_result)) {
      pieces.push_back(std::move(*piece));
    } else {
      return base::Unexpected(base::permanent("invalid '%" + std::string(text.substr(1, 1)) +
                                              "': write '%%' for a percent sign"));
    }
    text.remove_prefix(2);
  }
  return pieces;
}

Needs needs_of(const std::vector<Piece>& pieces, bool of_key) {
  Needs needs;
  for (const Piece& piece : pieces) {
    if (piece.kind == Kind::literal || piece.of_key != of_key) continue;
    needs.user = needs.user || piece.kind == Kind::user;
    needs.domain = needs.domain || piece.kind == Kind::domain || piece.kind == Kind::label;
    needs.labels = std::max(needs.labels, piece.label);
  }
  return needs;
}

}  // namespace

Parts::Parts(std::string_view text) : whole(text), user(text) {
  if (const void* found = ::memrchr(text.data(), '@', text.size())) {
    const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    user = text.substr(0, at);
    domain = text.substr(at + 1);
  }
}

std::string_view Parts::label(int n) const {
  std::string_view rest = domain.value_or(std::string_view());
  for (;;) {
    while (!rest.empty() && rest.back() == '.')
      rest.remove_suffix(1);
    const auto dot = rest.rfind('.');
    if (--n == 0) {
      return dot == std::string_view::npos ? rest : rest.substr(dot + 1);
    }
    if (dot == std::string_view::npos) return {};
    rest = rest.substr(0, dot);
  }
}

void Needs::add(const Needs& other) {
  user = user || other.user;
  domain = domain || other.domain;
  labels = std::max(labels, other.labels);
}

bool Needs::met_by(const Parts& parts) const {
  if (domain && !parts.has_domain()) return false;
  if (user && parts.lacks_user()) return false;
  for (int n = 1; n <= labels; ++n) {
    if (parts.label(n).empty()) return false;
  }
  return true;
}

base::Result<Template> Template::query(std::string_view text) {
  auto pieces = split_template(text, false);
  if (!pieces) return base::Unexpected(std::move(pieces).error());
  return Template(*std::move(pieces));
}

base::Result<Template> Template::result_format(std::string_view text) {
  auto pieces = split_template(text, true);
  if (!pieces) return base::Unexpected(std::move(pieces).error());
  return Template(*std::move(pieces));
}

Needs Template::needs_of_key() const {
  return needs_of(pieces_, true);
}

Needs Template::needs_of_value() const {
  return needs_of(pieces_, false);
}

bool Template::is_plain_copy() const {
  return pieces_.size() == 1 && pieces_[0].kind == Kind::whole && !pieces_[0].of_key;
}

std::string_view piece_text(const Piece& piece, const Parts& key, const Parts& value) {
  const Parts& parts = piece.of_key ? key : value;
  switch (piece.kind) {
    case Kind::literal:
      return piece.text;
    case Kind::whole:
      return parts.whole;
    case Kind::user:
      return parts.user;
    case Kind::domain:
      return parts.domain.value_or(std::string_view());
    case Kind::label:
      return parts.label(piece.label);
  }
  return {};
}

void expand(const Template& format, const Parts& key, const Parts& value, std::string& out) {
  for (const Piece& piece : format.pieces()) {
    out.append(piece_text(piece, key, value));
  }
}

}  // namespace dovetail::table
