// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/config/findings.hpp"

namespace dovetail::config {

// The right side of a setting. A `<file` value keeps only the path (absolute): the file is opened by the one
// that needs it, since a checker may not read a certificate's key.
struct Value {
  enum class Kind { text, file };
  Kind kind = Kind::text;
  std::string text;
  bool operator==(const Value&) const = default;
};

struct Setting {
  std::string key;
  Value value;
  Position where;
};

// A node of the tree: the file's top level, or `type name { … }`. Settings keep the order in which they first
// appeared; a later one with the same key replaced the value. Sections keep their order (passdb and userdb
// count).
class Section {
 public:
  Section() = default;
  Section(std::string type, std::string name, Position where);
  Section(const Section& other);
  Section& operator=(const Section& other);
  Section(Section&&) noexcept = default;
  Section& operator=(Section&&) noexcept = default;
  ~Section() = default;

  const std::string& type() const { return type_; }  // "service"; "" at the top level
  const std::string& name() const { return name_; }  // "lmtp"; "" where none was given
  const Position& where() const { return where_; }   // the line that opened it first
  std::string title() const;                         // "service lmtp", for messages

  const std::vector<Setting>& settings() const { return settings_; }
  const std::vector<std::unique_ptr<Section>>& sections() const { return sections_; }

  // Keys may be paths: "plugin/sieve", "service/lmtp/user", "namespace/inbox/separator". Null where not
  // written.
  const Setting* find(std::string_view key) const;
  const Setting* own(std::string_view key) const;  // without paths
  // The text of a setting that is not a `<file`; `fallback` where it is not written.
  std::string text(std::string_view key, std::string_view fallback = {}) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }

  // The first section of that type, or the one with that name too; null where none was written.
  const Section* section(std::string_view type) const;
  const Section* section(std::string_view type, std::string_view name) const;
  std::vector<const Section*> all(std::string_view type) const;  // in file order

  // Building the tree.
  void set(Setting setting);
  Section& add(std::string type, std::string name, Position where);
  Section* mutable_section(std::string_view type, std::string_view name);
  // Everything of `over` laid over this: its settings win, mergeable sections merge, passdb/userdb are
  // appended.
  void overlay(const Section& over);

 private:
  std::string type_;
  std::string name_;
  Position where_;
  std::vector<Setting> settings_;
  std::vector<std::unique_ptr<Section>> sections_;
  std::map<std::string, std::size_t, std::less<>> setting_index_;
  std::map<std::string, std::size_t, std::less<>> section_index_;  // by type NUL name, mergeable ones only
};

// True for section types of which a second one with the same name continues the first (spec: all but passdb,
// userdb). `plugin` sections are all one, whatever their name.
bool is_mergeable(std::string_view type);
// protocol, local, remote, local_name: settings for some connections only.
bool is_filter(std::string_view type);

}  // namespace dovetail::config
