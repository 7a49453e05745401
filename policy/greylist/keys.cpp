// SPDX-License-Identifier: MIT
#include "policy/greylist/keys.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"
#include "policy/greylist/sender_key.hpp"

namespace dovetail::policy::greylist {
namespace {

std::string hidden(const Settings& settings, std::string key) {
  if (!settings.privacy) return key;
  return base::to_hex(crypto::digest(crypto::DigestKind::sha1, key));
}

std::string network_part(const Settings& settings, const IpAddress& client) {
  if (settings.lookup_by_host) return client.expanded() + (client.v6 ? "/128" : "/32");
  return client.network(client.v6 ? settings.ipv6_prefix : settings.ipv4_prefix).expanded();
}

}  // namespace

std::string triplet_key(const Settings& settings, const IpAddress& client, std::string_view sender,
                        std::string_view recipient) {
  std::string key = network_part(settings, client);
  key += '/';
  key += sender_key(sender);
  key += '/';
  key += recipient;
  for (char& c : key) {
    c = base::to_lower(c);
  }
  return hidden(settings, std::move(key));
}

std::string client_key(const Settings& settings, const IpAddress& client) {
  const unsigned prefix = client.v6 ? settings.awl_ipv6_prefix : settings.awl_ipv4_prefix;
  return hidden(settings, client.network(prefix).expanded(true));
}

}  // namespace dovetail::policy::greylist
