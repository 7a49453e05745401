// SPDX-License-Identifier: MIT
#include "libcommon/table/derived_keys.hpp"

#include <algorithm>
#include <optional>

#include "libcommon/base/text.hpp"
#include "libcommon/table/limits.hpp"

namespace dovetail::table {
namespace {

// An address taken apart: local part without extension, extension with its delimiter, domain.
struct Address {
  std::string_view user;
  std::string_view extension;
  std::optional<std::string_view> domain;

  Address(std::string_view key, std::string_view delimiters) {
    const auto at = key.rfind('@');
    std::string_view local = key.substr(0, at);
    if (at != std::string_view::npos) domain = key.substr(at + 1);
    const auto start = std::min(extension_start(local, delimiters), local.size());
    user = local.substr(0, start);
    extension = local.substr(start);
  }
};

class List {
 public:
  void add(std::string key, std::string_view removed = {}) {
    const auto same = [&key](const DerivedKey& other) { return other.key == key; };
    if (keys_.size() < kMaxDerivedKeys && std::none_of(keys_.begin(), keys_.end(), same)) {
      keys_.push_back({std::move(key), std::string(removed)});
    }
  }
  void add_parents(std::string_view domain, bool with_dot) {
    if (domain.empty() || domain[0] == '[' || domain.size() > kMaxDomain) return;  // literals have none
    for (auto dot = domain.find('.', 1); dot != std::string_view::npos; dot = domain.find('.', dot + 1)) {
      add(std::string(domain.substr(with_dot ? dot : dot + 1)));
    }
  }
  std::vector<DerivedKey> take() { return std::move(keys_); }

 private:
  std::vector<DerivedKey> keys_;
};

std::string at_domain(std::string_view user, std::string_view domain) {
  return std::string(user).append("@").append(domain);
}

void add_address_keys(const KeyRules& rules, std::string_view key, List& list) {
  const Address address(key, rules.recipient_delimiter);
  const std::string_view local =
      address.domain ? key.substr(0, key.size() - address.domain->size() - 1) : key;
  if (!address.domain) {
    if (!address.extension.empty()) list.add(std::string(address.user), address.extension);
    return;
  }
  if (!address.extension.empty()) list.add(at_domain(address.user, *address.domain), address.extension);
  if (rules.local_domains.restricts() && rules.local_domains.contains(*address.domain)) {
    list.add(std::string(local));
    if (!address.extension.empty()) list.add(std::string(address.user), address.extension);
  }
  list.add(at_domain({}, *address.domain));  // Postfix puts no extension back behind a catch-all's result
}

void add_transport_keys(const KeyRules& rules, std::string_view key, List& list) {
  const Address address(key, rules.recipient_delimiter);
  const std::string_view domain = address.domain.value_or(key);
  if (address.domain && !address.extension.empty()) {
    list.add(at_domain(address.user, domain), address.extension);
  }
  if (!domain.empty()) list.add(std::string(domain));
  list.add_parents(domain, rules.dot_parents);
}

void add_access_address_keys(const KeyRules& rules, std::string_view key, List& list) {
  const Address address(key, rules.recipient_delimiter);
  if (!address.domain) return;
  const std::string_view local = key.substr(0, key.size() - address.domain->size() - 1);
  if (!address.extension.empty()) list.add(at_domain(address.user, *address.domain), address.extension);
  if (!address.domain->empty()) list.add(std::string(*address.domain));
  list.add_parents(*address.domain, rules.dot_parents);
  list.add(at_domain(local, {}));
  if (!address.extension.empty()) list.add(at_domain(address.user, {}), address.extension);
}

bool is_numeric(std::string_view host) {
  return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

void add_access_host_keys(const KeyRules& rules, std::string_view key, List& list) {
  const bool ipv6 = key.find(':') != std::string_view::npos;
  if (!ipv6 && !is_numeric(key)) {
    list.add_parents(key, rules.dot_parents);
    return;
  }
  if (key.size() > kMaxAddressText) return;
  for (auto cut = key.rfind(ipv6 ? ':' : '.'); cut != std::string_view::npos && cut > 0;
       cut = key.rfind(ipv6 ? ':' : '.')) {
    key = key.substr(0, cut);
    list.add(std::string(key));
  }
}

}  // namespace

std::size_t extension_start(std::string_view local_part, std::string_view delimiters) {
  const auto at = local_part.find_first_of(delimiters);
  if (delimiters.empty() || at == std::string_view::npos || at == 0) return std::string_view::npos;
  if (local_part[at] == '-') {  // names that mailing lists and Postfix itself use
    if (base::starts_with_ignoring_case(local_part, "owner-") ||
        base::ends_with_ignoring_case(local_part, "-request") ||
        base::equals_ignoring_case(local_part, "double-bounce") ||
        base::equals_ignoring_case(local_part, "mailer-daemon")) {
      return std::string_view::npos;
    }
  }
  return at;
}

std::vector<DerivedKey> derived_keys(Keys keys, const KeyRules& rules, std::string_view key) {
  List list;
  list.add(std::string(key));
  switch (keys) {
    case Keys::exact:
      break;
    case Keys::address:
      add_address_keys(rules, key, list);
      break;
    case Keys::transport:
      if (key != "*") add_transport_keys(rules, key, list);
      break;
    case Keys::domain:
      list.add_parents(key, rules.dot_parents);
      break;
    case Keys::access_address:
      add_access_address_keys(rules, key, list);
      break;
    case Keys::access_host:
      add_access_host_keys(rules, key, list);
      break;
  }
  return list.take();
}

std::string with_extension(std::string_view result, std::string_view extension) {
  std::string out;
  for (std::string_view address : base::split(result, ',')) {
    if (!out.empty()) out.push_back(',');
    const std::string_view trimmed = base::trimmed(address);
    const auto at = trimmed.rfind('@');
    if (trimmed.empty() || at == 0) {
      out.append(trimmed);
    } else {
      out.append(trimmed.substr(0, at)).append(extension);
      if (at != std::string_view::npos) out.append(trimmed.substr(at));
    }
  }
  return out;
}

}  // namespace dovetail::table
