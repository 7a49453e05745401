// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "libcommon/config/findings.hpp"
#include "libcommon/config/listeners.hpp"

namespace dovetail::sasl {

// What a listener of `service auth` speaks: its `type`, or Dovecot 2.3's rule: the name's suffix after the
// last
// "-" or "/"; whatever is no known suffix is auth.
// token and token_login: auth and login that take DOVECOT-TOKEN alone.
enum class ListenerKind { auth, login, token, token_login, master, userdb };
ListenerKind kind_of(const config::Listener& listener);

// Wrong values of type, tempfail and handshake; master and userdb over TCP, unless `allow_tcp = yes`.
void check_listener(const config::Listener& listener, config::Findings& findings);

}  // namespace dovetail::sasl
