// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/config/schema.hpp"

namespace dovetail::config {

// A table of settings that are read by hand, since they are no values of their own: options of a listener,
// plugin {} settings that a user record may replace and whose variables are expanded per user. It gives them
// their place in the manual, in the sample and among the known names; whoever reads them checks them.
class Declarations final : public SchemaBase {
 public:
  struct One {
    const char* name;  // "tempfail", "plugin/quota_rule"
    const char* form;  // "text", "yes or no", "auto, reply, disconnect"
    const char* fallback;
    const char* help;  // one line that ends in a full stop
  };
  // `section`: the type of section that they stand in, "" for the top level and plugin {}.
  Declarations(std::string topic, std::string section, std::initializer_list<One> all)
      : SchemaBase(std::move(topic)) {
    set_section(std::move(section));
    for (const One& one : all) {
      add({one.name, SettingType::text, one.fallback, one.help, {}, one.form}, nullptr);
    }
  }
  void check(const Section&, Findings&) const override {}
};

}  // namespace dovetail::config
