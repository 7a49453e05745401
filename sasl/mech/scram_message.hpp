// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dovetail::sasl::mech {

// The client's messages of SCRAM, RFC 5802 §7, taken apart. Views into the message.
struct ClientFirst {
  std::string_view gs2_header;  // with its final comma
  std::string_view bare;        // client-first-message-bare
  std::string authorize_as;
  std::string user;
  std::string_view nonce;
};
struct ClientFinal {
  std::string_view without_proof;
  std::string_view channel_binding;  // base64
  std::string_view nonce;
  std::string proof;  // raw
};

// Nothing: not the grammar, an unknown mandatory extension (m=), or channel binding (p=), which we do not
// offer.
std::optional<ClientFirst> parse_client_first(std::string_view message);
std::optional<ClientFinal> parse_client_final(std::string_view message);

}  // namespace dovetail::sasl::mech
