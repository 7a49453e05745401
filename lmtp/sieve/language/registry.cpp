// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/registry.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"

namespace dovetail::lmtp::sieve {

namespace {

bool lists(const std::vector<const char*>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](const char* each) { return name == each; });
}

bool takes(const CommandSpec& command, const TagSpec& tag) {
  return lists(tag.commands, command.name) || (tag.slot != nullptr && lists(command.slots, tag.slot));
}

}  // namespace

std::optional<std::size_t> Registry::index_of(std::string_view capability) const {
  for (std::size_t i = 0; i < extensions_.size(); ++i) {
    if (*extensions_[i].name != '\0' && capability == extensions_[i].name) return i;
  }
  return std::nullopt;
}

const CommandSpec* Registry::command(std::string_view name, const ExtensionSet& enabled) const {
  for (std::size_t i = 0; i < extensions_.size(); ++i) {
    if (*extensions_[i].name != '\0' && !enabled.contains(i)) continue;
    for (const CommandSpec& command : extensions_[i].commands) {
      if (name == command.name) return &command;
    }
  }
  return nullptr;
}

const TagSpec* Registry::tag(std::string_view name, const CommandSpec& command,
                             const ExtensionSet& enabled) const {
  for (std::size_t i = 0; i < extensions_.size(); ++i) {
    if (*extensions_[i].name != '\0' && !enabled.contains(i)) continue;
    for (const TagSpec& tag : extensions_[i].tags) {
      if (name == tag.name && takes(command, tag)) return &tag;
    }
  }
  return nullptr;
}

const NamespaceSpec* Registry::variables(std::string_view name, const ExtensionSet& enabled) const {
  for (std::size_t i = 0; i < extensions_.size(); ++i) {
    if (*extensions_[i].name != '\0' && !enabled.contains(i)) continue;
    for (const NamespaceSpec& space : extensions_[i].namespaces) {
      if (name == space.name) return &space;
    }
  }
  return nullptr;
}

ExtensionSet Registry::default_set() const {
  ExtensionSet set;
  for (std::size_t i = 0; i < extensions_.size(); ++i) {
    if (extensions_[i].by_default) set.insert(i);
  }
  return set;
}

ExtensionSet Registry::configured_set(std::string_view setting, std::vector<std::string>& unknown) const {
  const auto names = base::words(setting);
  const bool changes = std::any_of(names.begin(), names.end(),
                                   [](std::string_view name) { return name[0] == '+' || name[0] == '-'; });
  ExtensionSet set = changes || names.empty() ? default_set() : ExtensionSet();
  for (std::size_t i = 0; i < extensions_.size(); ++i) {
    if (!extensions_[i].advertised) set.insert(i);
  }
  for (std::string_view name : names) {
    const char sign = name[0];
    if (sign == '+' || sign == '-') name.remove_prefix(1);
    const auto index = index_of(name);
    if (!index) {
      unknown.emplace_back(name);
    } else if (sign == '-') {
      set.erase(*index);
    } else {
      set.insert(*index);
    }
  }
  return set;
}

std::string Registry::capability_list(const ExtensionSet& available) const {
  std::string list;
  for (std::size_t i = 0; i < extensions_.size(); ++i) {
    if (*extensions_[i].name == '\0' || !extensions_[i].advertised || !available.contains(i)) continue;
    if (!list.empty()) list += ' ';
    list += extensions_[i].name;
  }
  return list;
}

}  // namespace dovetail::lmtp::sieve
