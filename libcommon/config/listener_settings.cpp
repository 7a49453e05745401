// SPDX-License-Identifier: MIT
#include "libcommon/config/listener_settings.hpp"

namespace dovetail::config {

const Declarations& service_declarations() {
  static const Declarations all(
      "services", "service",
      {{"user", "text", "",
        "User to become when started as root; empty or root: default_internal_user; lmtp and quota-status "
        "become mail_uid."},
       {"group", "text", "", "Its group; empty: the user's own."},
       {"client_limit", "number", "",
        "Connections at once, more wait in the kernel; empty: 10000, 20000 for auth; without effect on lmtp "
        "and "
        "quota-status, where Dovecot counts per process."}});
  return all;
}

const Declarations& unix_listener_declarations() {
  static const Declarations all(
      "listeners on unix sockets, in service NAME {}", "unix_listener",
      {{"path", "text", "", "The socket, where it does not stand behind unix_listener."},
       {"mode", "mode", "0600",
        "Mode of its file; 0: not opened, but the block holds for a socket that systemd hands over."},
       {"user", "text", "", "Owner of its file; empty: root, or who starts the daemon."},
       {"group", "text", "", "Group of its file."},
       {"type", "text", "",
        "What it speaks: auth, login, userdb, master under service auth (empty: by the end of its name), "
        "socketmap or tcp_table under service tables (empty: socketmap)."}});
  return all;
}

const Declarations& inet_listener_declarations() {
  static const Declarations all(
      "listeners on TCP, in service NAME {}", "inet_listener",
      {{"name", "text", "", "Its name, where it does not stand behind inet_listener."},
       {"address", "list", "", "Addresses to listen on; empty: those of listen."},
       {"port", "port", "0", "The port; 0: not opened."},
       {"type", "text", "", "As that of a unix_listener."},
       {"reuse_port", "yes or no", "no", "Whether other programs may share the port (SO_REUSEPORT)."},
       {"ssl", "yes or no", "no",
        "TLS is not done on our listeners: yes is an error, unless dovetail_ignore = inet_listener_ssl."},
       {"haproxy", "yes or no", "no",
        "Nor is the PROXY protocol: yes is an error, unless dovetail_ignore = inet_listener_haproxy."}});
  return all;
}

}  // namespace dovetail::config
