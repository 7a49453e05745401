// SPDX-License-Identifier: MIT
#include "sasl/request/fields.hpp"

#include <algorithm>

namespace dovetail::sasl {

namespace {

constexpr std::string_view kProtected = ":protected";
constexpr std::string_view kRemove = ":remove";

std::optional<std::string> owned(std::optional<std::string_view> value) {
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

}  // namespace

const Field* Fields::find(std::string_view name) const {
  const auto at =
      std::find_if(fields_.begin(), fields_.end(), [&](const Field& field) { return field.name == name; });
  return at == fields_.end() ? nullptr : &*at;
}

std::string_view Fields::value(std::string_view name) const {
  const Field* field = find(name);
  return field != nullptr && field->value ? std::string_view(*field->value) : std::string_view();
}

void Fields::set(std::string_view name, std::optional<std::string_view> value) {
  for (Field& field : fields_) {
    if (field.name == name) {
      field.value = owned(value);
      return;
    }
  }
  fields_.push_back(Field{std::string(name), owned(value)});
}

void Fields::set_suffixed(std::string_view name, std::optional<std::string_view> value) {
  if (name.ends_with(kProtected)) {
    name.remove_suffix(kProtected.size());
    if (!has(name)) {
      set(name, value);
    }
  } else if (name.ends_with(kRemove)) {
    remove(name.substr(0, name.size() - kRemove.size()));
  } else {
    set(name, value);
  }
}

void Fields::set_line(std::string_view line) {
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) {
    set_suffixed(line, std::nullopt);
  } else {
    set_suffixed(line.substr(0, equals), line.substr(equals + 1));
  }
}

void Fields::remove(std::string_view name) {
  std::erase_if(fields_, [&](const Field& field) { return field.name == name; });
}

}  // namespace dovetail::sasl
