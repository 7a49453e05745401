// SPDX-License-Identifier: MIT
#include "libcommon/config/suite_names.hpp"

#include <algorithm>

namespace dovetail::config {
namespace {

constexpr std::string_view kServices[] = {"auth",   "lmtp",         "managesieve",   "managesieve-login",
                                          "policy", "quota-status", "quota-warning", "tables"};

}  // namespace

std::span<const std::string_view> suite_services() {
  return kServices;
}

bool is_suite_service(std::string_view name) {
  return std::find(std::begin(kServices), std::end(kServices), name) != std::end(kServices);
}

}  // namespace dovetail::config
