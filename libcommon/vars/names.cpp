// SPDX-License-Identifier: MIT
#include "libcommon/vars/names.hpp"

#include <utility>

namespace dovetail::vars {
namespace {

constexpr std::pair<char, std::string_view> kLetters[] = {
    {'u', "user"},    {'n', "username"}, {'d', "domain"}, {'s', "service"}, {'h', "home"},     {'l', "lip"},
    {'r', "rip"},     {'a', "lport"},    {'b', "rport"},  {'p', "pid"},     {'w', "password"}, {'m', "mech"},
    {'c', "secured"}, {'k', "cert"},     {'!', "id"},     {'i', "uid"},     {'$', "text"}};

constexpr std::pair<std::string_view, std::string_view> kAliases[] = {{"local_ip", "lip"},
                                                                      {"remote_ip", "rip"},
                                                                      {"local_port", "lport"},
                                                                      {"remote_port", "rport"},
                                                                      {"real_local_ip", "real_lip"},
                                                                      {"real_remote_ip", "real_rip"},
                                                                      {"real_local_port", "real_lport"},
                                                                      {"real_remote_port", "real_rport"},
                                                                      {"mechanism", "mech"},
                                                                      {"original_user", "orig_user"},
                                                                      {"original_username", "orig_username"},
                                                                      {"original_domain", "orig_domain"}};

}  // namespace

std::string_view long_name(char letter) {
  for (const auto& [known, name] : kLetters) {
    if (known == letter) {
      return name;
    }
  }
  return {};
}

std::string_view canonical_name(std::string_view name) {
  for (const auto& [alias, canonical] : kAliases) {
    if (alias == name) {
      return canonical;
    }
  }
  return name;
}

}  // namespace dovetail::vars
