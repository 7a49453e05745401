// SPDX-License-Identifier: MIT
#include "sasl/mech/cram_md5.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/hmac_md5_context.hpp"
#include "libcommon/crypto/secret.hpp"

namespace dovetail::sasl::mech {

namespace {

constexpr std::size_t kDigits = 32;

}  // namespace

// The server speaks first: an initial response is passed over, as Dovecot does.
Step CramMd5::start(std::optional<std::string_view>) {
  return Challenge{challenge_};
}

Step CramMd5::respond(std::string_view response) {
  // The name may hold spaces: the digest is what follows the last one.
  const auto space = response.rfind(' ');
  if (space == std::string_view::npos || response.size() - space - 1 != kDigits ||
      response.find('\0') != std::string_view::npos) {
    return Refuse{Refusal::invalid_input, "invalid input"};
  }
  answer_ = base::lowered(response.substr(space + 1));
  return WantCredentials{std::string(response.substr(0, space)), "", "CRAM-MD5"};
}

Step CramMd5::credentials(std::string_view, std::optional<std::string_view> stored) {
  if (!stored) {
    return Refuse{Refusal::unknown_user, ""};
  }
  const auto context = base::from_hex(*stored);
  const auto expected = context ? crypto::hmac_md5_from_context(*context, challenge_) : std::nullopt;
  if (!expected) {
    return Refuse{Refusal::invalid_input, "invalid credentials length"};
  }
  return crypto::equal_constant_time(base::to_hex(*expected), answer_) ? Step(Proved{})
                                                                       : Step(Refuse{Refusal::mismatch, ""});
}

}  // namespace dovetail::sasl::mech
