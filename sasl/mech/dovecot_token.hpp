// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sasl/mech/mechanism.hpp"

namespace dovetail::sasl::mech {

// Whom a token stands for.
struct TokenOwner {
  std::string_view user;
  std::string_view service;
  std::string_view session;
  std::uint32_t pid = 0;
};
// The token of a session: HMAC-SHA1 with the user's name as key over pid, session, service and this server's
// secret, in hex.
std::string session_token(std::string_view secret, const TokenOwner& owner);

// DOVECOT-TOKEN, private to Dovecot's own processes: an imap-urlauth process shows the token that the user's
// imap session was given with its hand-over. Spoken on token listeners only. One message: service, pid, user,
// session and token, NUL between them.
class DovecotToken final : public Mechanism {
 public:
  explicit DovecotToken(std::string secret) : secret_(std::move(secret)) {}
  Step start(std::optional<std::string_view> initial) override;
  Step respond(std::string_view response) override;

 private:
  std::string secret_;
};

}  // namespace dovetail::sasl::mech
