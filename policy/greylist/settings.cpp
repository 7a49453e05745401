// SPDX-License-Identifier: MIT
#include "policy/greylist/settings.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::policy::greylist {
namespace {

void declare_rules(config::Schema<Settings>& s) {
  s.time("greylist_delay", &Settings::delay, "300 s", "How long a new triplet is refused.");
  s.time("greylist_retry_window", &Settings::retry_window, "2 days",
         "A first retry later than this counts as a new mail.");
  s.time("greylist_max_age", &Settings::max_age, "35 days",
         "Triplets and clients unseen for longer are forgotten.");
  s.boolean("greylist_lookup_by_host", &Settings::lookup_by_host, "no",
            "Key on the client's full address, not on its network.");
  s.number("greylist_ipv4_prefix", &Settings::ipv4_prefix, "24", "Network length of IPv4 clients in keys.");
  s.number("greylist_ipv6_prefix", &Settings::ipv6_prefix, "64", "Network length of IPv6 clients in keys.");
  s.number("greylist_auto_whitelist_clients", &Settings::awl_threshold, "5",
           "Clients with so many successful retries are let through; 0: never.");
  s.number("greylist_auto_whitelist_ipv4_prefix", &Settings::awl_ipv4_prefix, "32",
           "Network length of IPv4 clients in that count.");
  s.number("greylist_auto_whitelist_ipv6_prefix", &Settings::awl_ipv6_prefix, "128",
           "Network length of IPv6 clients in that count; 64 also learns senders that rotate addresses.");
  s.boolean("greylist_privacy", &Settings::privacy, "no", "Store only SHA-1 sums of addresses.");
}

void declare_answers(config::Schema<Settings>& s) {
  s.text("greylist_action", &Settings::action, "DEFER_IF_PERMIT", "Action in front of the text.");
  s.text("greylist_text", &Settings::text, "Greylisted, see http://postgrey.schweikert.ch/help/%r.html",
         "Text of the refusal: %s seconds left, %r the recipient's domain.");
  s.text("greylist_header", &Settings::header, "X-Greylist: delayed %t seconds by postgrey-%v at %h; %d",
         "Header of a mail that waited: %t seconds, %v version, %h host, %d date.");
  s.text("greylist_hostname", &Settings::hostname, "", "The host's name in %h; empty: as the system says.");
  s.boolean("greylist_exim", &Settings::exim, "no",
            "Close the connection after each reply, as Exim wants it.");
  s.boolean("greylist_quiet", &Settings::quiet, "no", "No log line for each decision.");
  s.boolean("greylist_verbose", &Settings::verbose, "no", "A log line for each connection.");
}

void declare_lists(config::Schema<Settings>& s) {
  const auto& own = own_lists();
  s.words("greylist_whitelist_clients", &Settings::client_lists, base::joined(own.clients, " "),
          "Files of clients that are never greylisted.");
  s.words("greylist_whitelist_recipients", &Settings::recipient_lists,
          base::joined(own.recipients, " "),
          "Files of recipients whose mail is never greylisted.");
  s.words("greylist_whitelist_senders", &Settings::sender_lists, "",
          "Files of senders whose mail is never greylisted; a sender is easily forged.");
  s.words("greylist_never_auto_whitelist", &Settings::never_awl_lists, "",
          "Files of clients that are greylisted however often they succeeded.");
}

void declare_store(config::Schema<Settings>& s) {
  s.text("greylist_database", &Settings::database, "/var/lib/dovetail/policyd/greylist.db",
         "Path of the SQLite file; or host=HOST [host=HOST…] dbname=NAME user=USER for MariaDB.");
  s.late("greylist_database_password", &Settings::database_password, "", "Password of the MariaDB account.");
  s.choice("greylist_fallback", &Settings::fallback, "pass", {"pass", "defer"},
           "What happens to mail when nothing can be decided in time.");
  s.time("policy_time_limit", &Settings::time_limit, "2 s",
         "A request is answered within this time, whatever happens.");
}

}  // namespace

const config::Schema<Settings>& settings_schema() {
  static const config::Schema<Settings> schema = [] {
    config::Schema<Settings> s("greylisting");
    declare_rules(s);
    declare_answers(s);
    declare_lists(s);
    declare_store(s);
    return s;
  }();
  return schema;
}

const OwnLists& own_lists() {
  static const OwnLists lists{
      {"/etc/dovetail/greylist/whitelist_clients", "/etc/dovetail/greylist/whitelist_clients.local"},
      {"/etc/dovetail/greylist/whitelist_recipients", "/etc/dovetail/greylist/whitelist_recipients.local"}};
  return lists;
}

}  // namespace dovetail::policy::greylist
