// SPDX-License-Identifier: MIT
#include "libcommon/vars/template.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "libcommon/vars/condition.hpp"
#include "libcommon/vars/hash.hpp"
#include "libcommon/vars/limits.hpp"
#include "libcommon/vars/names.hpp"
#include "libcommon/vars/template_parser.hpp"

namespace dovetail::vars {
namespace {

using Piece = Template::Piece;

base::Unexpected<base::Error> broken(std::string_view text, const std::string& why) {
  return base::Unexpected(
      base::temporary("cannot expand '" + std::string(text.substr(0, 200)) + "': " + why));
}

std::string host_name() {
  char buffer[256] = {};
  return ::gethostname(buffer, sizeof buffer - 1) == 0 ? std::string(buffer) : std::string();
}

// Values that are the same for every source; nothing for other names.
std::optional<std::string> value_of_process(const Piece& piece) {
  if (piece.text == "env") {
    const char* content = std::getenv(piece.field.c_str());
    return content != nullptr ? content : "";
  }
  if (piece.text == "hostname") {
    return host_name();
  }
  return piece.text == "pid" ? std::optional(std::to_string(::getpid())) : std::nullopt;
}

// As it is.
class Verbatim final : public Insertion {
 public:
  base::Result<std::string> put_in(std::string value, std::string_view) const override { return value; }
};

class Expansion {
 public:
  Expansion(std::string_view text, const Values& values) : text_(text), values_(values) {}

  base::Result<std::string> run(const std::vector<Piece>& pieces, const Insertion& insertion) const {
    std::string out;
    for (const Piece& piece : pieces) {
      if (piece.kind == Piece::Kind::literal) {
        out += piece.text;
        continue;
      }
      auto value = expanded(piece, insertion);
      if (!value) {
        return value;
      }
      out += *value;
      if (out.size() > kMaxExpandedBytes) {
        return broken(text_, "the result is too long");
      }
    }
    return out;
  }

 private:
  base::Result<std::string> expanded(const Piece& piece, const Insertion& insertion) const {
    if (piece.kind == Piece::Kind::condition) {
      return condition(piece, insertion);
    }
    auto value = piece.kind == Piece::Kind::hash ? hashed(piece) : variable(piece);
    return value ? insertion.put_in(formatted(std::move(*value), piece.format), piece.text) : value;
  }

  base::Result<std::string> variable(const Piece& piece) const {
    const std::string name = piece.field.empty() ? piece.text : piece.text + ":" + piece.field;
    if (auto value = values_.value(name)) {
      return std::move(*value);
    }
    if (auto value = value_of_process(piece)) {
      return std::move(*value);
    }
    if (piece.text == "passdb" || piece.text == "userdb") {
      return piece.fallback;  // a field that the database did not give
    }
    return broken(text_, "unknown variable %{" + name + "}");
  }

  base::Result<std::string> hashed(const Piece& piece) const {
    const auto value = values_.value(piece.field);
    if (!value) {
      return broken(text_, "unknown variable %{" + piece.field + "}");
    }
    auto result = hash_value(piece.text, piece.options, *value);
    if (!result) {
      return broken(text_, result.error());
    }
    return std::move(*result);
  }

  // The values inside the chosen branch are put in one by one, unless a format cuts or changes the whole:
  // then the whole is what counts.
  base::Result<std::string> condition(const Piece& piece, const Insertion& insertion) const {
    const auto left = run(piece.parts[0], Verbatim());
    const auto right = left ? run(piece.parts[1], Verbatim()) : left;
    if (!right) {
      return right;
    }
    const auto truth = compare(*left, piece.text, *right);
    if (!truth) {
      return broken(text_, truth.error());
    }
    const auto& branch = piece.parts[*truth ? 2 : 3];
    if (piece.format.plain()) {
      return run(branch, insertion);
    }
    auto whole = run(branch, Verbatim());
    return whole ? insertion.put_in(formatted(std::move(*whole), piece.format), "if") : whole;
  }

  std::string_view text_;
  const Values& values_;
};

// Calls `visit` with the name of every variable.
template <class Visit>
void for_each_name(const std::vector<Piece>& pieces, const Visit& visit) {
  for (const Piece& piece : pieces) {
    if (piece.kind == Piece::Kind::variable) {
      visit(piece);
    } else if (piece.kind == Piece::Kind::hash) {
      Piece inner;
      inner.text = piece.field;
      visit(inner);
    }
    for (const auto& part : piece.parts) {
      for_each_name(part, visit);
    }
  }
}

}  // namespace

base::Result<Template> Template::parse(std::string_view text) {
  if (text.size() > kMaxTemplateBytes) {
    return broken(text, "too long");
  }
  auto pieces = parse_pieces(text, 0);
  if (!pieces) {
    return broken(text, pieces.error());
  }
  Template out;
  out.text_ = text;
  out.pieces_ = std::move(*pieces);
  return out;
}

base::Result<std::string> Template::expand(const Values& values, const Insertion& insertion) const {
  return Expansion(text_, values).run(pieces_, insertion);
}

base::Result<void> Template::check(const Values& known) const {
  std::string unknown;
  for_each_name(pieces_, [&](const Piece& piece) {
    const std::string name = piece.field.empty() ? piece.text : piece.text + ":" + piece.field;
    const bool found =
        piece.text == "passdb" || piece.text == "userdb" || value_of_process(piece) || known.value(name);
    if (!found && unknown.empty()) {
      unknown = name;
    }
  });
  if (!unknown.empty()) {
    return broken(text_, "unknown variable %{" + unknown + "}");
  }
  return {};
}

std::set<std::string> Template::names() const {
  std::set<std::string> out;
  for_each_name(pieces_, [&](const Piece& piece) {
    out.insert(piece.field.empty() ? piece.text : piece.text + ":" + piece.field);
  });
  return out;
}

bool Template::uses(std::string_view long_name) const {
  bool found = false;
  for_each_name(pieces_, [&](const Piece& piece) {
    found = found || piece.text == long_name || piece.text + ":" + piece.field == long_name;
  });
  return found;
}

}  // namespace dovetail::vars
