// SPDX-License-Identifier: MIT
#include "libcommon/table/joined_query.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "libcommon/base/text.hpp"

namespace dovetail::table {
namespace {

constexpr std::array kOtherwise{"select",    "union",     "except", "intersect", "order",     "group",   "having",
                                "limit",     "offset",    "fetch",  "into",      "for",       "lock",    "procedure",
                                "window",    "with",      "rows",   "rand",      "sleep",     "uuid",    "get_lock",
                                "returning", "partition", "values", "system",    "benchmark", "nextval", "lastval"};

bool is_word(char c) {
  return base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

struct Token {
  std::string_view text;
  char kind = 0;  // 'w': a word; 'n': a quoted name; 's': a string; else the character itself
};

// Nothing where there are comments, variables or several statements.
std::optional<std::vector<Token>> tokens_of(std::string_view sql) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    std::size_t end = at + 1;
    char kind = c;
    if (base::is_space(c)) {
      ++at;
      continue;
    }
    if (c == '#' || c == '@' || c == ';' || c == '\\' || sql.substr(at, 2) == "--" || sql.substr(at, 2) == "/*") {
      return std::nullopt;
    }
    if (is_word(c)) {
      end = static_cast<std::size_t>(std::find_if_not(sql.begin() + static_cast<std::ptrdiff_t>(at), sql.end(), is_word) -
                                     sql.begin());
      kind = 'w';
    } else if (c == '\'' || c == '"' || c == '`') {
      const auto closing = sql.find(c, at + 1);  // a doubled one begins the next string: the same to us
      if (closing == std::string_view::npos) return std::nullopt;
      end = closing + 1;
      kind = c == '`' ? 'n' : 's';
    }
    tokens.push_back({sql.substr(at, end - at), kind});
    at = end;
  }
  return tokens;
}

bool is(const Token& token, std::string_view word) {
  return token.kind == 'w' && base::equals_ignoring_case(token.text, word);
}

// "a, t.b, `c`": from the word behind SELECT up to FROM. Its length; 0: something else stands there.
std::size_t plain_list(const std::vector<Token>& tokens) {
  bool name_due = true;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (is(token, "from")) return name_due ? 0 : i;
    const bool name = token.kind == 'n' || (token.kind == 'w' && !base::is_digit(token.text.front()));
    if (name != name_due || (!name && token.kind != ',' && token.kind != '.')) return 0;
    name_due = !name_due;
  }
  return 0;
}

bool may_be_joined(std::string_view sql) {
  const auto tokens = tokens_of(sql);
  if (!tokens || tokens->empty() || !is(tokens->front(), "select")) return false;
  const std::size_t from = plain_list(*tokens);
  return from > 0 && std::none_of(tokens->begin() + 1, tokens->end(), [](const Token& token) {
           return std::any_of(kOtherwise.begin(), kOtherwise.end(), [&](const char* word) { return is(token, word); });
         });
}

}  // namespace

std::optional<std::string> joined_form(const BoundQuery& query, std::size_t keys) {
  if (!may_be_joined(query.sql)) return std::nullopt;
  const std::string_view select = base::trimmed(query.sql);
  const std::string_view behind = select.substr(std::string_view("select").size());
  std::string joined;
  for (std::size_t key = 0; key < keys; ++key) {
    joined.append(key == 0 ? "(SELECT " : " UNION ALL (SELECT ");
    joined.append(std::to_string(key)).append(",").append(behind).append(")");
  }
  return joined;
}

}  // namespace dovetail::table
