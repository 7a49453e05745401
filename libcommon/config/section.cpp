// SPDX-License-Identifier: MIT
#include "libcommon/config/section.hpp"

#include <algorithm>
#include <array>

namespace dovetail::config {
namespace {

constexpr std::array<std::string_view, 4> kFilters = {"protocol", "local", "remote", "local_name"};

std::string index_key(std::string_view type, std::string_view name) {
  std::string key(type);
  if (type != "plugin") {  // all plugin sections are one map, a name is ignored
    key.append(1, '\0').append(name);
  }
  return key;
}

}  // namespace

bool is_mergeable(std::string_view type) {
  return type != "passdb" && type != "userdb";
}

bool is_filter(std::string_view type) {
  return std::find(kFilters.begin(), kFilters.end(), type) != kFilters.end();
}

Section::Section(std::string type, std::string name, Position where)
    : type_(std::move(type)), name_(std::move(name)), where_(std::move(where)) {}

Section::Section(const Section& other)
    : type_(other.type_),
      name_(other.name_),
      where_(other.where_),
      settings_(other.settings_),
      setting_index_(other.setting_index_),
      section_index_(other.section_index_) {
  sections_.reserve(other.sections_.size());
  for (const auto& child : other.sections_) {
    sections_.push_back(std::make_unique<Section>(*child));
  }
}

Section& Section::operator=(const Section& other) {
  if (this != &other) {
    *this = Section(other);
  }
  return *this;
}

std::string Section::title() const {
  return name_.empty() ? type_ : type_ + " " + name_;
}

const Setting* Section::own(std::string_view key) const {
  const auto at = setting_index_.find(key);
  return at == setting_index_.end() ? nullptr : &settings_[at->second];
}

const Setting* Section::find(std::string_view key) const {
  if (const Setting* setting = own(key)) {
    return setting;
  }
  for (auto slash = key.find('/'); slash != std::string_view::npos; slash = key.find('/', slash + 1)) {
    const std::string_view type = key.substr(0, slash);
    const std::string_view rest = key.substr(slash + 1);
    for (const auto& child : sections_) {
      if (child->type_ != type) {
        continue;
      }
      const bool named = !child->name_.empty() && type != "plugin";
      if (named && !(rest.starts_with(child->name_) && rest.substr(child->name_.size()).starts_with('/'))) {
        continue;
      }
      if (const Setting* setting = child->find(named ? rest.substr(child->name_.size() + 1) : rest)) {
        return setting;
      }
    }
  }
  return nullptr;
}

std::string Section::text(std::string_view key, std::string_view fallback) const {
  const Setting* setting = find(key);
  return setting != nullptr && setting->value.kind == Value::Kind::text ? setting->value.text
                                                                        : std::string(fallback);
}

const Section* Section::section(std::string_view type) const {
  for (const auto& child : sections_) {
    if (child->type_ == type) {
      return child.get();
    }
  }
  return nullptr;
}

const Section* Section::section(std::string_view type, std::string_view name) const {
  const auto at = section_index_.find(index_key(type, name));
  if (at != section_index_.end()) {
    return sections_[at->second].get();
  }
  for (const auto& child : sections_) {
    if (child->type_ == type && child->name_ == name) {
      return child.get();
    }
  }
  return nullptr;
}

std::vector<const Section*> Section::all(std::string_view type) const {
  std::vector<const Section*> out;
  for (const auto& child : sections_) {
    if (child->type_ == type) {
      out.push_back(child.get());
    }
  }
  return out;
}

void Section::set(Setting setting) {
  const auto at = setting_index_.find(setting.key);
  if (at != setting_index_.end()) {
    settings_[at->second] = std::move(setting);
    return;
  }
  setting_index_.emplace(setting.key, settings_.size());
  settings_.push_back(std::move(setting));
}

Section& Section::add(std::string type, std::string name, Position where) {
  if (is_mergeable(type)) {
    const auto [at, is_new] = section_index_.emplace(index_key(type, name), sections_.size());
    if (!is_new) {
      return *sections_[at->second];
    }
  }
  sections_.push_back(std::make_unique<Section>(std::move(type), std::move(name), std::move(where)));
  return *sections_.back();
}

Section* Section::mutable_section(std::string_view type, std::string_view name) {
  return const_cast<Section*>(section(type, name));
}

void Section::overlay(const Section& over) {
  for (const Setting& setting : over.settings_) {
    set(setting);
  }
  for (const auto& child : over.sections_) {
    add(child->type_, child->name_, child->where_).overlay(*child);
  }
}

}  // namespace dovetail::config
