// SPDX-License-Identifier: MIT
#include "libcommon/table/text/substitution.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"

namespace dovetail::table::text {
namespace {

// Takes "1", "{1}" or "(1)" from the front; nothing if it is none of these.
std::optional<std::size_t> take_group(std::string_view& text) {
  const char open = text.empty() ? '\0' : text[0];
  const bool bracketed = open == '{' || open == '(';
  std::size_t end = bracketed ? 1 : 0;
  const std::size_t start = end;
  while (end < text.size() && base::is_digit(text[end]))
    ++end;
  const auto group = base::to_number<std::uint16_t>(text.substr(start, end - start));
  if (!group || *group == 0) return std::nullopt;
  if (bracketed) {
    if (end >= text.size() || text[end] != (open == '{' ? '}' : ')')) return std::nullopt;
    ++end;
  }
  text.remove_prefix(end);
  return *group;
}

}  // namespace

base::Result<Substitution, std::string> Substitution::parse(std::string_view text) {
  Substitution result;
  while (!text.empty()) {
    const auto dollar = std::min(text.find('$'), text.size());
    std::string literal(text.substr(0, dollar));
    text.remove_prefix(dollar);
    std::size_t group = 0;
    if (!text.empty()) {
      text.remove_prefix(1);
      if (!text.empty() && text[0] == '$') {
        literal.push_back('$');
        text.remove_prefix(1);
      } else if (const auto number = take_group(text)) {
        group = *number;
      } else {
        return base::Unexpected(std::string("\"$\" without a group number: write \"$$\" for a dollar sign"));
      }
    }
    if (!literal.empty()) result.pieces_.push_back({std::move(literal), 0});
    if (group != 0) result.pieces_.push_back({{}, group});
  }
  return result;
}

std::string Substitution::expand(const regex::Groups& groups) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    out.append(piece.group == 0 ? std::string_view(piece.text)
                                : groups[piece.group].value_or(std::string_view()));
  }
  return out;
}

std::string Substitution::literal() const {
  std::string out;
  for (const Piece& piece : pieces_)
    out.append(piece.text);
  return out;
}

std::size_t Substitution::highest_group() const {
  std::size_t highest = 0;
  for (const Piece& piece : pieces_)
    highest = std::max(highest, piece.group);
  return highest;
}

}  // namespace dovetail::table::text
