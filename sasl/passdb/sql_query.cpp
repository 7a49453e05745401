// SPDX-License-Identifier: MIT
#include "sasl/passdb/sql_query.hpp"

#include <utility>

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

void add_value(SqlShape& shape, std::string& plain, std::string value, bool quoted) {
  auto parsed = vars::Template::parse(value);
  shape.parts.push_back(
      {std::exchange(plain, std::string()), std::move(value), true, quoted, std::move(parsed)});
}

std::optional<std::string> prepared_of(const SqlShape& shape) {
  std::string text;
  for (const SqlShape::Part& part : shape.parts) {
    if (part.has_value && !part.quoted) {
      return std::nullopt;
    }
    text.append(part.text).append(part.has_value ? "?" : "");
  }
  return text;
}

}  // namespace

SqlTemplate::SqlTemplate(std::string_view text, sql::Dialect dialect) : text_(text) {
  const bool backslash = dialect == sql::Dialect::mariadb;
  auto shape = std::make_shared<SqlShape>();
  std::string plain;
  for (std::size_t at = 0; at < text_.size();) {
    const char c = text_[at];
    if (c == '\'' || c == '"') {
      take_quoted(*shape, at, plain, backslash);
    } else if (c == '%') {
      take_variable(*shape, at, plain);
    } else {
      plain += c;
      ++at;
    }
  }
  shape->parts.emplace_back().text = std::move(plain);
  shape->prepared = prepared_of(*shape);
  shape_ = std::move(shape);
}

void SqlTemplate::take_quoted(SqlShape& shape, std::size_t& at, std::string& plain, bool backslash) const {
  const std::size_t end = quote_end(text_, at, backslash);
  const auto inner = std::string_view(text_).substr(at + 1, end - at - 1);
  if (has_variable(inner)) {
    add_value(shape, plain, unquoted(inner, text_[at], backslash), true);
  } else {
    plain += base::replaced_all(std::string_view(text_).substr(at, end + 1 - at), "%%", "%");
  }
  at = std::min(end + 1, text_.size());
}

void SqlTemplate::take_variable(SqlShape& shape, std::size_t& at, std::string& plain) const {
  if (at + 1 < text_.size() && text_[at + 1] == '%') {
    plain += '%';
    at += 2;
    return;
  }
  const std::size_t end = variable_end(text_, at);
  add_value(shape, plain, text_.substr(at, end - at), false);
  at = end;
}

base::Result<BoundQuery> SqlTemplate::bind(const vars::Values& values) const {
  BoundQuery query{shape_, {}};
  query.values.reserve(shape_->parts.size());
  for (const SqlShape::Part& part : shape_->parts) {
    if (!part.has_value) {
      continue;
    }
    if (!part.parsed) {
      return base::Unexpected(part.parsed.error());
    }
    auto value = part.parsed->expand(values, vars::verbatim());
    if (!value) {
      return base::Unexpected(std::move(value).error());
    }
    query.values.push_back(std::move(*value));
  }
  return query;
}

std::set<std::string> SqlTemplate::variables() const {
  return vars::names(text_);
}

std::string BoundQuery::finished_text(sql::Database& database) const {
  std::string text;
  auto value = values.begin();
  for (const SqlShape::Part& part : shape->parts) {
    text += part.text;
    if (part.has_value) {
      const std::string_view quote = part.quoted ? "'" : "";
      text.append(quote).append(database.escape(*value++)).append(quote);
    }
  }
  return text;
}

}  // namespace dovetail::sasl
