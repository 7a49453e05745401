// SPDX-License-Identifier: MIT
#include "sasl/auth_token.hpp"

#include "sasl/mech/dovecot_token.hpp"

namespace dovetail::sasl {

std::string auth_token(std::string_view secret, const Subject& subject, std::uint32_t session_pid) {
  return mech::session_token(secret, {.user = subject.user,
                                      .service = subject.connection.service,
                                      .session = subject.connection.session,
                                      .pid = session_pid});
}

}  // namespace dovetail::sasl
