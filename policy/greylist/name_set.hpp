// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dovetail::policy::greylist {

// Number of a whitelist's entry, to find its file and line.
using EntryNumber = std::uint32_t;

// Names in lower case with the entries that brought them; the first entry of a name counts.
class NameSet {
 public:
  void add(std::string name, EntryNumber entry) { names_.try_emplace(std::move(name), entry); }
  std::optional<EntryNumber> find(std::string_view name) const;
  // `name` itself, or a part of it that follows one of `separators`: "b.test" is found for "a.b.test".
  std::optional<EntryNumber> find_suffix(std::string_view name, std::string_view separators) const;
  bool empty() const { return names_.empty(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, EntryNumber, Hash, std::equal_to<>> names_;
};

}  // namespace dovetail::policy::greylist
