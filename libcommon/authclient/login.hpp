// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <optional>

namespace dovetail::authclient {

// One SASL exchange to relay to the auth server. Texts are binary here; base64 is the protocol's business.
struct LoginRequest {
  std::string mechanism{};
  std::string service{};  // "sieve", "smtp"
  std::optional<std::string> initial_response{};
  std::string local_ip{};
  std::string remote_ip{};
  std::uint16_t local_port = 0;
  std::uint16_t remote_port = 0;
  std::string session{};
  bool secured = false;          // not to be overheard: TLS or a unix socket
  bool tls = false;              // it is TLS
  bool no_login = true;          // no REQUEST will follow
  bool final_response_ok = false;  // success data may come inside the last answer
};

// What became of it.
struct LoginOutcome {
  enum class Kind { ok, refused, temporary };
  Kind kind = Kind::temporary;
  std::string user;                              // as far as known
  std::optional<std::string> success_data;       // of SCRAM and its like
  std::string code;                              // of a refusal: "", "authz_fail", "user_disabled", "pass_expired"…
  std::string reason;                            // may be shown to the user
  std::vector<std::pair<std::string, std::string>> fields;  // all others
};

struct MechanismOffer {
  std::string name;
  std::vector<std::string> flags;  // "plaintext", "anonymous"…
  bool has(std::string_view flag) const;
};

}  // namespace dovetail::authclient
