// SPDX-License-Identifier: MIT
#include "libcommon/vars/template_parser.hpp"

#include "libcommon/vars/hash.hpp"
#include "libcommon/vars/limits.hpp"
#include "libcommon/vars/names.hpp"

namespace dovetail::vars {
namespace {

using Piece = Template::Piece;
using Failure = base::Unexpected<std::string>;

// Where the brace that was opened before `text` closes; npos if it does not. Only "%{" opens another one.
std::size_t closing_brace(std::string_view text) {
  int depth = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

// Splits at `separator` outside inner variables; backslashes stay for without_backslashes().
std::vector<std::string_view> split_outside(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{' || text[i] == '}') {
      depth += text[i] == '{' ? 1 : -1;
    } else if (text[i] == separator && depth == 0) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  parts.push_back(text.substr(start));
  return parts;
}

// \x becomes x, but inner variables keep theirs for their own turn.
std::string without_backslashes(std::string_view text) {
  std::string out;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
    if (text[i] == '\\' && i + 1 < text.size()) {
      if (depth > 0) {
        out.push_back(text[i]);
      }
      ++i;
    }
    out.push_back(text[i]);
  }
  return out;
}

// "if;left;op;right;then[;else]"
base::Result<Piece, std::string> parse_condition(std::string_view body, std::size_t depth) {
  // What follows an unescaped colon would be a field, which a condition has no use for.
  const auto parts = split_outside(split_outside(body, ':').front(), ';');
  if (parts.size() < 5 || parts.size() > 6) {
    return Failure("%{if} needs left;operator;right;then[;else]");
  }
  Piece piece;
  piece.kind = Piece::Kind::condition;
  piece.text = without_backslashes(parts[2]);
  for (const std::size_t index : {1U, 3U, 4U, 5U}) {
    auto inner = parse_pieces(index < parts.size() ? without_backslashes(parts[index]) : "", depth + 1);
    if (!inner) {
      return Failure(std::move(inner).error());
    }
    piece.parts.push_back(std::move(*inner));
  }
  return piece;
}

// What stands between the braces.
base::Result<Piece, std::string> parse_long(std::string_view body, std::size_t depth) {
  if (body.starts_with("if;")) {
    return parse_condition(body, depth);
  }
  Piece piece;
  piece.kind = Piece::Kind::variable;
  const auto colon = body.find(':');
  std::string_view key = body.substr(0, colon);
  if (colon != std::string_view::npos) {
    piece.field = body.substr(colon + 1);
  }
  const auto semicolon = key.find(';');
  if (is_hash(key.substr(0, semicolon))) {
    piece.kind = Piece::Kind::hash;
    piece.options = semicolon == std::string_view::npos ? "" : std::string(key.substr(semicolon + 1));
    piece.text = key.substr(0, semicolon);
    piece.field = canonical_name(piece.field);
    return piece;
  }
  piece.text = canonical_name(key);
  if (const auto second = piece.field.find(':'); second != std::string::npos) {
    piece.fallback = piece.field.substr(second + 1);
    piece.field.erase(second);
  }
  if (piece.text.empty()) {
    return Failure("empty variable name");
  }
  return piece;
}

// One variable after its '%'; removes it from `text`.
base::Result<Piece, std::string> parse_variable(std::string_view& text, std::size_t depth) {
  Format format = take_format(text);
  Piece piece;
  if (text.empty() || text.front() == '%') {  // "%%"; a lone '%' at the end disappears, as in Dovecot
    piece.text = text.substr(0, 1);
    text.remove_prefix(text.empty() ? 0 : 1);
    return piece;
  }
  if (text.front() == '{') {
    text.remove_prefix(1);
    const auto end = closing_brace(text);
    if (end == std::string_view::npos) {
      return Failure("missing }");
    }
    auto inside = parse_long(text.substr(0, end), depth);
    if (!inside) {
      return inside;
    }
    piece = std::move(*inside);
    text.remove_prefix(end + 1);
  } else {
    piece.kind = Piece::Kind::variable;
    piece.text = long_name(text.front());
    if (piece.text.empty()) {
      return Failure(std::string("unknown variable %") + text.front());
    }
    text.remove_prefix(1);
  }
  piece.format = std::move(format);
  return piece;
}

}  // namespace

base::Result<Pieces, std::string> parse_pieces(std::string_view text, std::size_t depth) {
  if (depth > kMaxNesting) {
    return Failure("nested too deeply");
  }
  Pieces pieces;
  while (!text.empty()) {
    const auto percent = text.find('%');
    if (percent != 0) {
      Piece literal;
      literal.text = text.substr(0, percent);
      pieces.push_back(std::move(literal));
      text.remove_prefix(percent == std::string_view::npos ? text.size() : percent);
      continue;
    }
    text.remove_prefix(1);
    auto piece = parse_variable(text, depth);
    if (!piece) {
      return Failure(std::move(piece).error());
    }
    pieces.push_back(std::move(*piece));
  }
  return pieces;
}

}  // namespace dovetail::vars
