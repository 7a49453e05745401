// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

// Which extensions are meant, by their index in the registry.
class ExtensionSet {
 public:
  bool contains(std::size_t index) const { return index < bits_.size() && bits_[index]; }
  void insert(std::size_t index) {
    if (index >= bits_.size()) bits_.resize(index + 1);
    bits_[index] = true;
  }
  void erase(std::size_t index) {
    if (index < bits_.size()) bits_[index] = false;
  }
  bool operator==(const ExtensionSet&) const = default;

 private:
  std::vector<bool> bits_;
};

// All extensions there are. Filled once at start, then read by any thread; the specs stay where they are.
class Registry {
 public:
  void add(Extension extension) { extensions_.push_back(std::move(extension)); }

  const std::deque<Extension>& extensions() const { return extensions_; }
  std::optional<std::size_t> index_of(std::string_view capability) const;

  // The command or test of that name (lower case) among the core and the extensions of the set; nullptr if
  // unknown.
  const CommandSpec* command(std::string_view name, const ExtensionSet& enabled) const;
  // The tag, if the command takes it.
  const TagSpec* tag(std::string_view name, const CommandSpec& command, const ExtensionSet& enabled) const;
  const NamespaceSpec* variables(std::string_view name, const ExtensionSet& enabled) const;

  // Those that scripts may require unless configured otherwise.
  ExtensionSet default_set() const;
  // The value of sieve_extensions: a list replaces the default, +name and -name change it. Unknown names are
  // appended to `unknown`.
  ExtensionSet configured_set(std::string_view setting, std::vector<std::string>& unknown) const;
  // What is told to the outside, in the usual order: "fileinto reject …".
  std::string capability_list(const ExtensionSet& available) const;

 private:
  std::deque<Extension> extensions_;
};

}  // namespace dovetail::lmtp::sieve
