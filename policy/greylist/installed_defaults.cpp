// SPDX-License-Identifier: MIT
// A file of its own: the tests link a program with Debian's defaults, whatever the build has.
#include "policy/greylist/settings.hpp"

namespace dovetail::policy::greylist {

const InstalledDefaults& installed_defaults() {
#ifdef DOVETAIL_POSTGREY_DEBIAN
  static const InstalledDefaults defaults{
      {"/etc/postgrey/whitelist_clients", "/etc/postgrey/whitelist_clients.local"},
      {"/etc/postgrey/whitelist_recipients", "/etc/postgrey/whitelist_recipients.local"},
      "postgrey",
      "postgrey",
      "/var/lib/postgrey"};
#else
  static const InstalledDefaults defaults{
      {"/etc/postfix/postgrey_whitelist_clients", "/etc/postfix/postgrey_whitelist_clients.local"},
      {"/etc/postfix/postgrey_whitelist_recipients"},
      "postgrey",
      "nogroup",
      "/var/spool/postfix/postgrey"};
#endif
  return defaults;
}

}  // namespace dovetail::policy::greylist
