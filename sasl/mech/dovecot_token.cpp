// SPDX-License-Identifier: MIT
#include "sasl/mech/dovecot_token.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"

namespace dovetail::sasl::mech {

namespace {

constexpr std::size_t kParts = 5;

}  // namespace

std::string session_token(std::string_view secret, const TokenOwner& owner) {
  std::string text = std::to_string(owner.pid);
  text.append(owner.session).append(owner.service).append(secret);
  return base::to_hex(crypto::hmac(crypto::DigestKind::sha1, owner.user, text));
}

Step DovecotToken::start(std::optional<std::string_view> initial) {
  return initial ? respond(*initial) : Step(Challenge{});
}

Step DovecotToken::respond(std::string_view response) {
  const auto parts = base::split(response, '\0');
  const auto pid = parts.size() == kParts ? base::to_number<std::uint32_t>(parts[1]) : std::nullopt;
  // Without a secret there is no token; a session's pid is never 0.
  if (!pid || *pid == 0 || secret_.empty() || parts[2].empty()) {
    return Refuse{Refusal::invalid_input, "invalid input"};
  }
  const std::string expected =
      session_token(secret_, {.user = parts[2], .service = parts[0], .session = parts[3], .pid = *pid});
  return Vouched{std::string(parts[2]), crypto::equal_constant_time(expected, parts[4])};
}

}  // namespace dovetail::sasl::mech
