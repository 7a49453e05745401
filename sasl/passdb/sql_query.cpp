// SPDX-License-Identifier: MIT
#include "sasl/passdb/sql_query.hpp"

#include "libcommon/base/text.hpp"
#include "sasl/passdb/limits.hpp"

namespace dovetail::sasl {

namespace {

bool has_variable(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 2)) {
    if (at + 1 < text.size() && text[at + 1] != '%') {
      return true;
    }
  }
  return false;
}

// Where the variable that begins at `at` ends: after "}" of a long name, or after its letter.
std::size_t variable_end(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (base::is_digit(text[end]) || text[end] == '.' || text[end] == '-')) {
    ++end;
  }
  constexpr std::string_view kModifiers = "LUEXRNHMDT";
  while (end < text.size() && kModifiers.find(text[end]) != std::string_view::npos) {
    ++end;
  }
  if (end < text.size() && text[end] == '{') {
    int depth = 0;
    for (; end < text.size(); ++end) {
      depth += text[end] == '{' ? 1 : text[end] == '}' ? -1 : 0;
      if (depth == 0) {
        break;
      }
    }
  }
  return std::min(end + 1, text.size());
}

char backslash_meaning(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case '0':
      return '\0';
    default:
      return c;
  }
}

std::string unquoted(std::string_view text, char quote, bool backslash) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (backslash && text[at] == '\\' && at + 1 < text.size()) {
      out += backslash_meaning(text[++at]);
    } else {
      out += text[at];
      if (text[at] == quote) {
        ++at;  // doubled
      }
    }
  }
  return out;
}

std::size_t quote_end(std::string_view text, std::size_t open, bool backslash) {
  const char quote = text[open];
  for (std::size_t at = open + 1; at < text.size(); ++at) {
    if (backslash && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (at + 1 < text.size() && text[at + 1] == quote) {
        ++at;
      } else {
        return at;
      }
    }
  }
  return text.size();
}

}  // namespace

SqlTemplate::SqlTemplate(std::string_view text, sql::Dialect dialect) : text_(text) {
  const bool backslash = dialect == sql::Dialect::mariadb;
  std::string plain;
  for (std::size_t at = 0; at < text_.size();) {
    const char c = text_[at];
    if (c == '\'' || c == '"') {
      take_quoted(at, plain, backslash);
    } else if (c == '%') {
      take_variable(at, plain);
    } else {
      plain += c;
      ++at;
    }
  }
  parts_.push_back(Part{std::move(plain), "", false, false});
}

void SqlTemplate::take_quoted(std::size_t& at, std::string& plain, bool backslash) {
  const std::size_t end = quote_end(text_, at, backslash);
  const auto inner = std::string_view(text_).substr(at + 1, end - at - 1);
  if (has_variable(inner)) {
    parts_.push_back(Part{std::move(plain), unquoted(inner, text_[at], backslash), true, true});
    plain.clear();
  } else {
    plain += base::replaced_all(std::string_view(text_).substr(at, end + 1 - at), "%%", "%");
  }
  at = std::min(end + 1, text_.size());
}

void SqlTemplate::take_variable(std::size_t& at, std::string& plain) {
  if (at + 1 < text_.size() && text_[at + 1] == '%') {
    plain += '%';
    at += 2;
    return;
  }
  const std::size_t end = variable_end(text_, at);
  parts_.push_back(Part{std::move(plain), text_.substr(at, end - at), true, false});
  plain.clear();
  at = end;
}

base::Result<BoundQuery> SqlTemplate::bind(const vars::Values& values) const {
  BoundQuery query;
  query.pieces.reserve(parts_.size());
  for (const Part& part : parts_) {
    BoundQuery::Piece piece{part.text, "", part.has_value, part.quoted};
    if (part.has_value) {
      auto value = vars::expand(part.value, values);
      if (!value) {
        return base::Unexpected(std::move(value).error());
      }
      piece.value = std::move(*value);
    }
    query.pieces.push_back(std::move(piece));
  }
  return query;
}

std::set<std::string> SqlTemplate::variables() const {
  return vars::names(text_);
}

std::optional<std::string> BoundQuery::prepared_text() const {
  std::string text;
  for (const Piece& piece : pieces) {
    text += piece.text;
    if (piece.has_value && !piece.quoted) {
      return std::nullopt;
    }
    text += piece.has_value ? "?" : "";
  }
  return text;
}

std::string BoundQuery::finished_text(sql::Database& database) const {
  std::string text;
  for (const Piece& piece : pieces) {
    text += piece.text;
    if (piece.has_value) {
      const std::string_view quote = piece.quoted ? "'" : "";
      text.append(quote).append(database.escape(piece.value)).append(quote);
    }
  }
  return text;
}

}  // namespace dovetail::sasl
