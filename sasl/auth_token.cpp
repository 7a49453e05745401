// SPDX-License-Identifier: MIT
#include "sasl/auth_token.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"

namespace dovetail::sasl {

std::string auth_token(std::string_view secret, const Subject& subject, std::uint32_t session_pid) {
  std::string text = std::to_string(session_pid);
  text += subject.connection.session;
  text += subject.connection.service;
  text += secret;
  return base::to_hex(crypto::hmac(crypto::DigestKind::sha1, subject.user, text));
}

}  // namespace dovetail::sasl
