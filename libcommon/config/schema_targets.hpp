// SPDX-License-Identifier: MIT
#pragma once

// Part of schema.hpp: include that one.

#include <algorithm>
#include <limits>
#include <type_traits>

#include "libcommon/config/schema.hpp"

namespace dovetail::config {

// One overload per member type. False and a text in `problem` if the setting's value is not of the type.
bool convert(const Setting& setting, SettingType type, bool& out, std::string& problem);
bool convert(const Setting& setting, SettingType type, std::uint64_t& out, std::string& problem);
bool convert(const Setting& setting, SettingType type, std::chrono::seconds& out, std::string& problem);
bool convert(const Setting& setting, SettingType type, std::chrono::milliseconds& out, std::string& problem);
bool convert(const Setting& setting, SettingType type, std::string& out, std::string& problem);
bool convert(const Setting& setting, SettingType type, std::vector<std::string>& out, std::string& problem);
bool convert(const Setting& setting, SettingType type, LateValue& out, std::string& problem);
std::string choice_problem(const std::string& text, const std::vector<std::string>& choices);

// Any other integer type: as a 64-bit number within its bounds.
template <class M>
requires(std::is_integral_v<M> && !std::is_same_v<M, bool> &&
         !std::is_same_v<M, std::uint64_t>) bool convert(const Setting& setting, SettingType type, M& out,
                                                         std::string& problem) {
  std::uint64_t wide = 0;
  if (!convert(setting, type, wide, problem)) {
    return false;
  }
  if (wide > static_cast<std::uint64_t>(std::numeric_limits<M>::max())) {
    problem = "Number too large: " + setting.value.text;
    return false;
  }
  out = static_cast<M>(wide);
  return true;
}

template <class T>
template <class M>
void Schema<T>::put(Declared declared, M T::*member) {
  struct Member final : Target {
    Member(SettingType t, M T::*m) : type(t), member(m) {}
    bool assign(void* object, const Setting& setting, std::string& problem) const override {
      return convert(setting, type, static_cast<T*>(object)->*member, problem);
    }
    SettingType type;
    M T::*member;
  };
  auto target = std::make_unique<Member>(declared.type, member);
  add(std::move(declared), std::move(target));
}

template <class T>
template <class M>
void Schema<T>::choice(std::string name, M T::*member, std::string fallback, Names choices,
                       std::string help) {
  struct Choice final : Target {
    Choice(Names c, M T::*m) : choices(std::move(c)), member(m) {}
    bool assign(void* object, const Setting& setting, std::string& problem) const override {
      const auto at = std::find(choices.begin(), choices.end(), setting.value.text);
      if (at == choices.end()) {
        problem = choice_problem(setting.value.text, choices);
        return false;
      }
      if constexpr (std::is_enum_v<M>) {
        static_cast<T*>(object)->*member = static_cast<M>(at - choices.begin());
      } else {
        static_cast<T*>(object)->*member = *at;
      }
      return true;
    }
    Names choices;
    M T::*member;
  };
  auto target = std::make_unique<Choice>(choices, member);
  add({std::move(name), SettingType::choice, std::move(fallback), std::move(help), std::move(choices), {}},
      std::move(target));
}

template <class T>
void Schema<T>::custom(std::string name, std::string form, bool (T::*set)(const std::string&, std::string&),
                       std::string fallback, std::string help) {
  struct Custom final : Target {
    explicit Custom(bool (T::*s)(const std::string&, std::string&)) : set(s) {}
    bool assign(void* object, const Setting& setting, std::string& problem) const override {
      return (static_cast<T*>(object)->*set)(setting.value.text, problem);
    }
    bool (T::*set)(const std::string&, std::string&);
  };
  add({std::move(name), SettingType::custom, std::move(fallback), std::move(help), {}, std::move(form)},
      std::make_unique<Custom>(set));
}

}  // namespace dovetail::config
