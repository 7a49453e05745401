// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/parameters.hpp"

#include <algorithm>
#include <iterator>

namespace dovetail::table::migrate {
namespace {

constexpr std::string_view kCredentials =
    "results are passwords: keep the socket private, never serve it over TCP";

constexpr Parameter kParameters[] = {
    {"alias_maps", Form::stays, Keys::exact, false, "local(8) takes no table over a socket"},
    {"canonical_maps", Form::derived, Keys::address, true, ""},
    {"fallback_transport_maps", Form::plain, Keys::exact, false, ""},
    {"lmtp_generic_maps", Form::derived, Keys::address, true, ""},
    {"lmtp_tls_policy_maps", Form::derived, Keys::domain, false, ""},
    {"local_recipient_maps", Form::derived, Keys::address, false, ""},
    {"mailbox_command_maps", Form::stays, Keys::exact, false, "local(8) takes no table over a socket"},
    {"mailbox_transport_maps", Form::plain, Keys::exact, false, ""},
    {"mydestination", Form::plain, Keys::exact, false, ""},
    {"mynetworks", Form::plain, Keys::exact, false, ""},
    {"recipient_bcc_maps", Form::derived, Keys::address, false, ""},
    {"recipient_canonical_maps", Form::derived, Keys::address, true, ""},
    {"relay_domains", Form::derived, Keys::domain, false, ""},
    {"relay_recipient_maps", Form::derived, Keys::address, false, ""},
    {"relocated_maps", Form::derived, Keys::address, false, ""},
    {"sender_bcc_maps", Form::derived, Keys::address, false, ""},
    {"sender_canonical_maps", Form::derived, Keys::address, true, ""},
    {"sender_dependent_default_transport_maps", Form::derived, Keys::address, false, ""},
    {"sender_dependent_relayhost_maps", Form::derived, Keys::address, false, ""},
    {"smtp_generic_maps", Form::derived, Keys::address, true, ""},
    {"smtp_sasl_password_maps", Form::derived, Keys::address, false, kCredentials},
    {"smtp_tls_policy_maps", Form::derived, Keys::domain, false, ""},
    {"smtpd_discard_ehlo_keyword_address_maps", Form::plain, Keys::exact, false, ""},
    {"smtpd_milter_maps", Form::plain, Keys::exact, false, ""},
    {"smtpd_sender_login_maps", Form::derived, Keys::address, false, ""},
    {"transport_maps", Form::derived, Keys::transport, false, ""},
    {"virtual_alias_domains", Form::plain, Keys::exact, false, ""},
    {"virtual_alias_maps", Form::derived, Keys::address, true, ""},
    {"virtual_gid_maps", Form::unused, Keys::exact, false, ""},
    {"virtual_mailbox_domains", Form::plain, Keys::exact, false, ""},
    {"virtual_mailbox_maps", Form::mailbox, Keys::address, false, ""},
    {"virtual_uid_maps", Form::unused, Keys::exact, false, ""},
};

constexpr Parameter kRestrictions[] = {
    {"check_ccert_access", Form::plain, Keys::exact, false, ""},
    {"check_client_a_access", Form::derived, Keys::access_host, false, ""},
    {"check_client_access", Form::derived, Keys::access_host, false, ""},
    {"check_client_mx_access", Form::derived, Keys::access_host, false, ""},
    {"check_client_ns_access", Form::derived, Keys::access_host, false, ""},
    {"check_etrn_access", Form::derived, Keys::access_host, false, ""},
    {"check_helo_a_access", Form::derived, Keys::access_host, false, ""},
    {"check_helo_access", Form::derived, Keys::access_host, false, ""},
    {"check_helo_mx_access", Form::derived, Keys::access_host, false, ""},
    {"check_helo_ns_access", Form::derived, Keys::access_host, false, ""},
    {"check_recipient_a_access", Form::derived, Keys::access_host, false, ""},
    {"check_recipient_access", Form::derived, Keys::access_address, false, ""},
    {"check_recipient_mx_access", Form::derived, Keys::access_host, false, ""},
    {"check_recipient_ns_access", Form::derived, Keys::access_host, false, ""},
    {"check_reverse_client_hostname_access", Form::derived, Keys::access_host, false, ""},
    {"check_sasl_access", Form::plain, Keys::exact, false, ""},
    {"check_sender_a_access", Form::derived, Keys::access_host, false, ""},
    {"check_sender_access", Form::derived, Keys::access_address, false, ""},
    {"check_sender_mx_access", Form::derived, Keys::access_host, false, ""},
    {"check_sender_ns_access", Form::derived, Keys::access_host, false, ""},
};

template <std::size_t N>
const Parameter* find_in(const Parameter (&all)[N], std::string_view name) {
  const auto at =
      std::find_if(std::begin(all), std::end(all), [name](const Parameter& p) { return p.name == name; });
  return at == std::end(all) ? nullptr : at;
}

}  // namespace

const Parameter* find_parameter(std::string_view name) {
  return find_in(kParameters, name);
}

const Parameter* find_restriction(std::string_view name) {
  return find_in(kRestrictions, name);
}

}  // namespace dovetail::table::migrate
