// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "libcommon/crypto/secret.hpp"

namespace dovetail::sasl::mech {

// What a mechanism wants next. Bytes are raw: base64 belongs to the protocol around it.
struct Challenge {
  std::string bytes;
};
// The name alone, in front of the challenge for the rest: a name the rules refuse ends the exchange here.
struct NameGiven {
  std::string user;
  std::string challenge;
};
// Compare this password with the stored one, whatever its scheme; the exchange ends with the outcome.
struct CheckPassword {
  std::string user;
  std::string authorize_as;  // "" where the client named nobody else
  crypto::SecretString password;
};
// Fetch what is stored for the user, in this scheme or as clear text; continues with credentials().
struct WantCredentials {
  std::string user;
  std::string authorize_as;
  std::string scheme;  // "CRAM-MD5", "SCRAM-SHA-256" …
};
// The client proved who it is (after WantCredentials).
struct Proved {
  std::string final_data;  // for the client to verify us; may be empty
};
// No proof is asked for: ANONYMOUS.
struct Assume {
  std::string user;
};
// The name and its proof came together and have been compared: DOVECOT-TOKEN.
struct Vouched {
  std::string user;
  bool proved = false;
};
enum class Refusal {
  mismatch,       // wrong proof
  invalid_input,  // not what the mechanism's grammar allows
  unknown_user,   // the passdb had no such user; told only now so that nobody can ask who exists
};
struct Refuse {
  Refusal why = Refusal::mismatch;
  std::string detail;  // for the log
};

using Step =
    std::variant<Challenge, NameGiven, CheckPassword, WantCredentials, Proved, Assume, Vouched, Refuse>;

// The server's side of one exchange, without I/O, clock or randomness of its own. Calls alternate: start()
// once, then respond() after each Challenge or NameGiven, credentials() after WantCredentials; nothing after
// the other steps.
class Mechanism {
 public:
  virtual ~Mechanism() = default;
  // `initial` is absent where the client sent no initial response (an empty one is present).
  virtual Step start(std::optional<std::string_view> initial) = 0;
  virtual Step respond(std::string_view response) = 0;
  // The stored secret in the wanted scheme's own text form; nothing: there is no such user, or no such
  // secret. `user`: the name in the form in which it was looked up.
  virtual Step credentials(std::string_view user, std::optional<std::string_view> stored);
};

// What an exchange gets from outside, so that a test decides it.
struct Context {
  std::string nonce;           // fresh random text of printable ASCII without comma
  std::string challenge;       // CRAM-MD5's `<digits.time@host>`
  std::string fake_key;        // secret of this server for salts of users that do not exist
  std::string token_secret;    // secret of this server for DOVECOT-TOKEN
  std::string anonymous_user;  // auth_anonymous_username
  std::uint32_t fake_iterations = 4096;  // what SCRAM names to users that do not exist
};

}  // namespace dovetail::sasl::mech
