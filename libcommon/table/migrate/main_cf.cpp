// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/main_cf.hpp"

#include <algorithm>
#include <utility>

#include "libcommon/base/text.hpp"
#include "libcommon/table/text/braces.hpp"

namespace dovetail::table::migrate {
namespace {

constexpr int kMaxDepth = 20;                  // of values that refer to others
constexpr std::size_t kMaxValue = 1024 * 1024;  // bytes

// Postfix's defaults, postconf(5).
constexpr std::pair<std::string_view, std::string_view> kDefaults[] = {
    {"mydestination", "$myhostname, localhost.$mydomain, localhost"},
    {"myorigin", "$myhostname"},
    {"parent_domain_matches_subdomains",
     "debug_peer_list, fast_flush_domains, mynetworks, permit_mx_backup_networks, qmqpd_authorized_clients, "
     "relay_domains, smtpd_access_maps"},
    {"propagate_unmatched_extensions", "canonical, virtual"},
    {"recipient_delimiter", ""},
    {"smtpd_restriction_classes", ""},
};

bool is_name(char c) {
  return base::is_alpha(c) || base::is_digit(c) || c == '_';
}

// A reference at the start of `text`: its name ("" for a conditional form) and its length.
std::pair<std::string_view, std::size_t> reference_at(std::string_view text) {
  const char close = text.substr(1, 1) == "{" ? '}' : text.substr(1, 1) == "(" ? ')' : '\0';
  const std::size_t start = close == '\0' ? 1 : 2;
  std::size_t end = start;
  while (end < text.size() && is_name(text[end]))
    ++end;
  if (close == '\0') return {text.substr(start, end - start), end};
  if (end < text.size() && text[end] == close) return {text.substr(start, end - start), end + 1};
  return {{}, std::min(start, text.size())};
}

}  // namespace

MainCf::MainCf(std::string_view content, std::string folder)
    : file_(parse_cf(content)), folder_(std::move(folder)) {
  for (const CfFile::Setting& setting : file_.settings) {
    const std::string_view value = setting.value;
    for (auto at = value.find('$'); at != std::string_view::npos; at = value.find('$', at + 1)) {
      const auto name = reference_at(value.substr(at)).first;
      if (!name.empty()) references_.emplace(name);
    }
  }
}

std::optional<std::string> MainCf::value(std::string_view name) const {
  if (const auto* setting = file_.find(name)) return setting->value;
  if (name == "config_directory" && !folder_.empty()) return folder_;
  if (name == "mydomain") {
    const auto* host = file_.find("myhostname");
    const auto dot = host == nullptr ? std::string::npos : host->value.find('.');
    if (dot != std::string::npos) return host->value.substr(dot + 1);
  }
  for (const auto& [known, fallback] : kDefaults) {
    if (known == name) return std::string(fallback);
  }
  return std::nullopt;
}

std::optional<std::string> MainCf::expanded(std::string_view text, int depth) const {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] != '$') {
      out.push_back(text[i++]);
      continue;
    }
    if (text.substr(i, 2) == "$$") {
      out.push_back('$');
      i += 2;
      continue;
    }
    const auto [name, length] = reference_at(text.substr(i));
    const auto found = name.empty() || depth >= kMaxDepth ? std::nullopt : value(name);
    const auto inside = found ? expanded(*found, depth + 1) : std::nullopt;
    if (!inside || out.size() + inside->size() > kMaxValue) return std::nullopt;
    out += *inside;
    i += length;
  }
  return out;
}

std::vector<std::string> MainCf::words(std::string_view name, std::vector<std::string>& unknown) const {
  std::vector<std::string> out;
  const std::string text = value(name).value_or("");
  const auto parts = text::split_outside_braces(text);
  if (!parts) return out;
  for (const std::string_view part : *parts) {
    const auto whole = expanded(part);
    if (!whole) {
      unknown.emplace_back(part);
      continue;
    }
    if (const auto inner = text::split_outside_braces(*whole)) out.insert(out.end(), inner->begin(), inner->end());
  }
  return out;
}

bool MainCf::lists(std::string_view name, std::string_view word) const {
  std::vector<std::string> unknown;
  const auto all = words(name, unknown);
  return std::any_of(all.begin(), all.end(),
                     [word](const std::string& one) { return base::equals_ignoring_case(one, word); });
}

}  // namespace dovetail::table::migrate
