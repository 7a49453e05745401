// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libcommon/config/findings.hpp"
#include "libcommon/config/late_value.hpp"
#include "libcommon/config/section.hpp"
#include "libcommon/config/setting_type.hpp"

namespace dovetail::config {

// Settings are declared once, in the folder that uses them, and everything else follows from the declaration:
// the typed struct, `dovetail config show`, the manual and the commented sample (a test compares them).
//
//   // policy/settings.hpp
//   struct Settings {
//     std::chrono::seconds greylist_delay{};
//     bool greylist_by_subnet = false;
//     std::uint64_t greylist_ipv4_prefix = 0;          // a number
//     std::string greylist_text;
//     std::vector<std::string> greylist_whitelists;    // words
//     Fallback greylist_fallback = Fallback::pass;     // an enum, by choices in the enum's order
//     config::LateValue greylist_db_password;          // <file, credential:NAME or text; printed masked
//   };
//   const config::Schema<Settings>& settings_schema();
//
//   // policy/settings.cpp
//   const config::Schema<Settings>& settings_schema() {
//     static const config::Schema<Settings> schema = [] {
//       config::Schema<Settings> s("greylisting");
//       s.time("greylist_delay", &Settings::greylist_delay, "300 s", "How long a new triplet is refused.");
//       s.boolean("greylist_by_subnet", &Settings::greylist_by_subnet, "yes", "One triplet for a whole
//       /24."); s.choice("greylist_fallback", &Settings::greylist_fallback, "pass", {"pass", "defer"}, "…");
//       s.text("plugin/quota_rule", &Settings::quota_rule, "", "…");       // inside plugin {}
//       s.custom("greylist_x", "A:B", &Settings::set_x, "1:2", "…");       // bool set_x(text, problem&)
//       return s;
//     }();
//     return schema;
//   }
//   Settings settings = settings_schema().read(view, findings);   // problems become findings with file:line
//
// A schema may also describe one section (passdb {}, table NAME {}): call read() with that Section and name
// it by section("passdb").
class SchemaBase {
 public:
  explicit SchemaBase(std::string topic) : topic_(std::move(topic)) {}
  virtual ~SchemaBase() = default;
  SchemaBase(SchemaBase&&) = default;
  SchemaBase& operator=(SchemaBase&&) = default;

  struct Declared {
    std::string name;  // "greylist_delay", "plugin/sieve"
    SettingType type = SettingType::text;
    std::string default_text;  // as one would write it in the file
    std::string help;          // one line
    std::vector<std::string> choices;
    std::string form;  // for the manual: "time", "yes or no", "pass|defer"
  };
  const std::string& topic() const { return topic_; }           // heading in manual and sample
  const std::string& section_type() const { return section_; }  // "" for settings of the top level
  std::vector<const Declared*> declared() const;
  const Declared* find(std::string_view name) const;
  // The findings that read() would make, without an object to read into: for a checker that knows no types.
  virtual void check(const Section& section, Findings& findings) const = 0;

 protected:
  // Puts a checked value into the object; one small class per member type, in schema_targets.hpp.
  class Target {
   public:
    virtual ~Target() = default;
    // False and a text in `problem` if the value is not of the type. `value` is the setting, or the default.
    virtual bool assign(void* object, const Setting& setting, std::string& problem) const = 0;
  };
  struct Entry {
    Declared declared;
    std::unique_ptr<Target> target;
  };

  void add(Declared declared, std::unique_ptr<Target> target);
  void read_into(void* object, const Section& section, Findings& findings) const;
  void set_section(std::string type) { section_ = std::move(type); }

 private:
  std::string topic_;
  std::string section_;
  std::vector<Entry> entries_;
};

template <class T>
class Schema : public SchemaBase {
 public:
  using Names = std::vector<std::string>;
  using SchemaBase::SchemaBase;

  Schema& section(std::string type) {
    set_section(std::move(type));
    return *this;
  }
  template <class M>
  void boolean(std::string name, M T::*member, std::string fallback, std::string help) {
    put({std::move(name), SettingType::boolean, std::move(fallback), std::move(help), {}, {}}, member);
  }
  template <class M>
  void number(std::string name, M T::*member, std::string fallback, std::string help) {
    put({std::move(name), SettingType::number, std::move(fallback), std::move(help), {}, {}}, member);
  }
  template <class M>
  void octal(std::string name, M T::*member, std::string fallback, std::string help) {
    put({std::move(name), SettingType::octal, std::move(fallback), std::move(help), {}, {}}, member);
  }
  template <class M>
  void port(std::string name, M T::*member, std::string fallback, std::string help) {
    put({std::move(name), SettingType::port, std::move(fallback), std::move(help), {}, {}}, member);
  }
  template <class M>
  void size(std::string name, M T::*member, std::string fallback, std::string help) {
    put({std::move(name), SettingType::size, std::move(fallback), std::move(help), {}, {}}, member);
  }
  // std::chrono::seconds or milliseconds.
  template <class M>
  void time(std::string name, M T::*member, std::string fallback, std::string help) {
    put({std::move(name), SettingType::time, std::move(fallback), std::move(help), {}, {}}, member);
  }
  void text(std::string name, std::string T::*member, std::string fallback, std::string help) {
    put({std::move(name), SettingType::text, std::move(fallback), std::move(help), {}, {}}, member);
  }
  void words(std::string name, std::vector<std::string> T::*member, std::string fallback, std::string help) {
    put({std::move(name), SettingType::words, std::move(fallback), std::move(help), {}, {}}, member);
  }
  void late(std::string name, LateValue T::*member, std::string fallback, std::string help) {
    put({std::move(name), SettingType::late, std::move(fallback), std::move(help), {}, {}}, member);
  }
  // An enum whose values 0, 1, … stand for `choices` in order; or a std::string.
  template <class M>
  void choice(std::string name, M T::*member, std::string fallback, Names choices, std::string help);
  // `set` is a member function bool(const std::string& text, std::string& problem).
  void custom(std::string name, std::string form, bool (T::*set)(const std::string&, std::string&),
              std::string fallback, std::string help);

  // Every declared setting from `section` (a view by resolve(), or one section), defaults where not written.
  // A wrong value is a finding and leaves the default.
  T read(const Section& section, Findings& findings) const {
    T object{};
    read_into(&object, section, findings);
    return object;
  }
  void check(const Section& section, Findings& findings) const final { (void)read(section, findings); }
  T defaults() const {
    Findings none;
    return read(Section{}, none);
  }

 private:
  template <class M>
  void put(Declared declared, M T::*member);
};

}  // namespace dovetail::config

#include "libcommon/config/schema_targets.hpp"
