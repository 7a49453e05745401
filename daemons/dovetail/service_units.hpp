// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "libcommon/config/listeners.hpp"
#include "libcommon/config/load.hpp"

namespace dovetail::cli {

// The unit of ours that serves a `service NAME {}` of the configuration.
struct ServiceUnit {
  const char* service;   // "lmtp"
  const char* unit;      // "dovetail-lmtpd"
  const char* program;   // "dovetail-lmtpd"
  const char* options;   // further words of its command line
  const char* socket;    // where the packaged socket unit listens
  const char* several_uids = nullptr;  // the unit in its place where mailboxes have several uids
};
const std::vector<ServiceUnit>& service_units();

// The packaged socket unit that a listener of a service corresponds to ("dovetail-authd-userdb"), by its type or the
// end of its name as authd tells them apart.
std::string socket_unit_of(const ServiceUnit& service, const config::Listener& listener);

// The listeners of a service that somebody opens: those we would, and not Dovecot's own.
std::vector<config::Listener> wanted_listeners(const config::Document& document, const config::Section& view,
                                               const ServiceUnit& service);

// The folder all mailboxes are below, as far as `mail_location` says it ("/var/vmail" of
// "maildir:/var/vmail/%d/%n"); "" if it depends on the user's home.
std::string mail_root(const config::Section& view);

}  // namespace dovetail::cli
