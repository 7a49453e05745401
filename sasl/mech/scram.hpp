// SPDX-License-Identifier: MIT
#pragma once

#include "sasl/mech/mechanism.hpp"
#include "sasl/password/scram_keys.hpp"

namespace dovetail::sasl::mech {

// SCRAM-SHA-1 and SCRAM-SHA-256 without channel binding, RFC 5802 and RFC 7677. A user that does not exist
// gets a salt that is the same at every try (derived from the server's secret and the name) and fails with
// the proof, so that the exchange does not tell who exists.
//
// A user whose clear text is stored gets the same salt at every try, too, made in the same way: otherwise a
// salt that changes would tell that the user exists.
std::string made_up_salt(std::string_view key, std::string_view user);

class Scram final : public Mechanism {
 public:
  Scram(password::ScramHash hash, const Context& context);

  Step start(std::optional<std::string_view> initial) override;
  Step respond(std::string_view response) override;
  Step credentials(std::string_view user, std::optional<std::string_view> stored) override;

 private:
  enum class State { first, keys, final };
  Step client_first(std::string_view message);
  Step client_final(std::string_view message);

  password::ScramHash hash_;
  std::string server_nonce_;
  std::string fake_key_;
  std::uint32_t fake_iterations_;
  State state_ = State::first;
  std::string gs2_header_;
  std::string client_first_bare_;
  std::string server_first_;
  std::string nonce_;
  std::optional<password::ScramKeys> keys_;  // nothing: no such user
};

}  // namespace dovetail::sasl::mech
