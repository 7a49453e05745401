// SPDX-License-Identifier: MIT
#include "policy/protocol/request.hpp"

#include <algorithm>
#include <cstring>

#include "policy/protocol/limits.hpp"

namespace dovetail::policy {

void Request::add(std::string_view name, std::string_view value) {
  if (fields_.empty()) {  // what Postfix 3.7 sends is 36 attributes and about 700 octets
    text_.reserve(768);
    fields_.reserve(40);
  }
  const auto at = static_cast<std::uint32_t>(text_.size());
  const auto value_at = static_cast<std::uint32_t>(at + name.size());
  text_.append(name).append(value);
  fields_.push_back({at, value_at, static_cast<std::uint32_t>(text_.size())});
}

void Request::add_garbage(std::string_view line) {
  if (garbage_.size() < kMaxGarbage) {
    garbage_.emplace_back(line.substr(0, kGarbageShown));
  }
}

std::string_view Request::name_of(const Field& field) const {
  return std::string_view(text_).substr(field.name_at, field.value_at - field.name_at);
}

// Asked some hundred times a request: nearly always the length decides.
inline bool Request::has_name(const Field& field, std::string_view name) const {
  return field.value_at - field.name_at == name.size() &&
         std::memcmp(text_.data() + field.name_at, name.data(), name.size()) == 0;
}

std::string_view Request::value_of(const Field& field) const {
  return std::string_view(text_).substr(field.value_at, field.end - field.value_at);
}

std::optional<std::string_view> Request::find(std::string_view name) const {
  const auto found =
      std::find_if(fields_.rbegin(), fields_.rend(), [&](const Field& field) { return has_name(field, name); });
  return found == fields_.rend() ? std::nullopt : std::optional(value_of(*found));
}

std::optional<std::string_view> Request::find_first(std::string_view name) const {
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [&](const Field& field) { return has_name(field, name); });
  return found == fields_.end() ? std::nullopt : std::optional(value_of(*found));
}

std::pair<std::string_view, std::string_view> Request::attribute(std::size_t index) const {
  return {name_of(fields_[index]), value_of(fields_[index])};
}

}  // namespace dovetail::policy
