// SPDX-License-Identifier: MIT
#include "libcommon/json/json.hpp"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace dovetail::json {
namespace {

using Json = nlohmann::json;

// The library descends by recursion; its depth is looked at before.
bool too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      at += c == '\\' ? 1 : 0;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kMaxDepth) {
        return true;
      }
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

struct Value::Node {
  Json json;
};

Value::Value(std::unique_ptr<Node> node) : node_(std::move(node)) {}
Value::~Value() = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(Value&&) noexcept = default;

base::Result<Value> Value::parse(std::string_view text) {
  if (text.size() > kMaxTextLength || too_deep(text)) {
    return base::Unexpected(base::permanent("JSON text is too long or too deep"));
  }
  Json json = Json::parse(text.begin(), text.end(), nullptr, false);  // no exceptions
  if (json.is_discarded()) {
    return base::Unexpected(base::permanent("no JSON: " + std::string(text.substr(0, 100))));
  }
  return Value(std::make_unique<Node>(Node{std::move(json)}));
}

bool Value::is_object() const {
  return node_->json.is_object();
}
bool Value::is_array() const {
  return node_->json.is_array();
}
bool Value::is_null() const {
  return node_->json.is_null();
}

std::optional<bool> Value::boolean() const {
  return node_->json.is_boolean() ? std::optional(node_->json.get<bool>()) : std::nullopt;
}

std::optional<std::int64_t> Value::integer() const {
  const Json& json = node_->json;
  if (json.is_number_unsigned()) {
    const auto number = json.get<std::uint64_t>();
    return number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())
               ? std::optional(static_cast<std::int64_t>(number))
               : std::nullopt;
  }
  if (json.is_number_integer()) {
    return json.get<std::int64_t>();
  }
  if (json.is_number_float()) {  // 3.0, 1e3
    const double number = json.get<double>();
    return std::trunc(number) == number && std::abs(number) < 9e15
               ? std::optional(static_cast<std::int64_t>(number))
               : std::nullopt;
  }
  return std::nullopt;
}

std::optional<double> Value::number() const {
  return node_->json.is_number() ? std::optional(node_->json.get<double>()) : std::nullopt;
}

std::optional<std::string> Value::text() const {
  return node_->json.is_string() ? std::optional(node_->json.get<std::string>()) : std::nullopt;
}

std::optional<Value> Value::member(std::string_view name) const {
  if (!is_object()) {
    return std::nullopt;
  }
  const auto found = node_->json.find(std::string(name));
  return found == node_->json.end() ? std::nullopt
                                    : std::optional(Value(std::make_unique<Node>(Node{*found})));
}

std::optional<std::string> Value::text_of(std::string_view name) const {
  const auto value = member(name);
  return value ? value->text() : std::nullopt;
}

std::vector<std::string> Value::names() const {
  std::vector<std::string> names;
  if (is_object()) {
    for (const auto& item : node_->json.items()) {
      names.push_back(item.key());
    }
  }
  return names;
}

std::vector<Value> Value::elements() const {
  std::vector<Value> elements;
  if (is_array()) {
    for (const Json& one : node_->json) {
      elements.push_back(Value(std::make_unique<Node>(Node{one})));
    }
  }
  return elements;
}

std::string Value::dump() const {
  return node_->json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dovetail::json
