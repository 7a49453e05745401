// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/table/domain_list.hpp"

namespace dovetail::table {

// Which further keys are tried when the one that Postfix asked for is not there. Postfix itself does so only
// for the table types it calls fixed (mysql:, hash:, …), never for socketmap: and tcp:, so a map that
// depended on it needs it here (or unionmap:{inline:{x.invalid=x},socketmap:…} in main.cf).
enum class Keys {
  exact,
  address,         // virtual_alias, canonical, mailbox, recipient and sender-login maps
  transport,       // transport_maps
  domain,          // relay_domains
  access_address,  // check_sender_access, check_recipient_access
  access_host,     // check_client_access, check_helo_access: a host name or an address
};

struct KeyRules {
  std::string recipient_delimiter;  // any of these bytes begins an address extension; empty: there are none
  DomainList local_domains;         // address: domains whose users are also looked up without their domain
  bool dot_parents = false;         // parents as ".example.com" instead of "example.com"
};

struct DerivedKey {
  std::string key;
  std::string removed_extension;  // to be put back behind results, with its delimiter; empty if there is none
};

// What Postfix does by its defaults: transport_maps is not in parent_domain_matches_subdomains, relay_domains and
// smtpd_access_maps are.
constexpr bool has_dot_parents(Keys keys) {
  return keys == Keys::transport;
}

// All keys for one question in Postfix's order (ADDRESS_REWRITING_README, transport(5), access(5)), the key
// itself first; each once. At most kMaxDerivedKeys.
std::vector<DerivedKey> derived_keys(Keys keys, const KeyRules& rules, std::string_view key);

// Where the address extension begins in a local part, with its delimiter; npos if there is none.
std::size_t extension_start(std::string_view local_part, std::string_view delimiters);

// A result of an alias or canonical map with `extension` put behind the local part of each of its
// comma-separated addresses, as Postfix does for a match without the extension
// (propagate_unmatched_extensions). Results that begin with "@" stay as they are.
std::string with_extension(std::string_view result, std::string_view extension);

}  // namespace dovetail::table
