// SPDX-License-Identifier: MIT
#pragma once

#include "sasl/mech/mechanism.hpp"

namespace dovetail::sasl::mech {

// CRAM-MD5, RFC 2195: the client answers `name SP hex(HMAC-MD5(password, challenge))`. Stored is the HMAC's
// inner and outer state (scheme CRAM-MD5), from which the answer follows without the password.
class CramMd5 final : public Mechanism {
 public:
  explicit CramMd5(std::string challenge) : challenge_(std::move(challenge)) {}
  Step start(std::optional<std::string_view> initial) override;
  Step respond(std::string_view response) override;
  Step credentials(std::string_view user, std::optional<std::string_view> stored) override;

 private:
  std::string challenge_;
  std::string answer_;  // the client's 32 hex digits
};

}  // namespace dovetail::sasl::mech
