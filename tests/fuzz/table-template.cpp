// SPDX-License-Identifier: MIT
// Input: template NUL key. The bound form and the text form must mean the same.
#include <string>

#include "libcommon/base/text.hpp"
#include "libcommon/table/bound_query.hpp"
#include "libcommon/table/expansion.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using table::Parts;
using table::Template;

namespace {

std::string escaped(std::string_view text) {
  return base::replaced_all(text, "'", "''");
}

// The text form as SQLite gets it.
std::string text_form(const Template& query, const Parts& key) {
  std::string out;
  for (const Template::Piece& piece : query.pieces()) {
    const auto part = table::piece_text(piece, key, key);
    out += piece.kind == Template::Kind::literal ? std::string(part) : escaped(part);
  }
  return out;
}

// The bound form with its values put back as literals.
std::string filled_in(const table::BoundQuery& bound, const Parts& key) {
  std::string out;
  std::size_t next = 0;
  char quote = 0;
  for (const char c : bound.sql) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"' || c == '`') {
      quote = c;
    } else if (c == '[') {
      quote = ']';
    }
    if (c == '?' && quote == 0 && next < bound.values.size()) {
      std::string value;
      table::expand(bound.values[next++], key, key, value);
      out += "'" + escaped(value) + "'";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  const auto cut = std::min(input.find('\0'), input.size());
  const std::string_view text = input.substr(0, cut);
  const std::string_view rest = input.substr(std::min(cut + 1, input.size()));
  if (rest.find('\0') != std::string_view::npos) return 0;  // such keys are never asked
  const Parts key(rest);
  for (int n = 1; n <= 9; ++n)
    fuzz::check(key.label(n).size() <= key.whole.size(), "labels lie in the key");
  const auto format = Template::result_format(text);
  if (format) {
    std::string out;
    table::expand(*format, key, key, out);
  }
  const auto query = Template::query(text);
  fuzz::check(query.has_value() == format.has_value(), "the same letters are legal in both");
  if (!query) return 0;
  static_cast<void>(table::bind_form(*query, sql::Dialect::mariadb));
  const auto bound = table::bind_form(*query, sql::Dialect::sqlite);
  const bool comments =
      text.find("--") != std::string_view::npos || text.find("/*") != std::string_view::npos;
  if (bound && !comments)
    fuzz::check(filled_in(*bound, key) == text_form(*query, key), "both forms say the same");
  return 0;
}
