// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/parameters.hpp"

#include <algorithm>
#include <iterator>

namespace dovetail::table::migrate {
namespace {

constexpr std::string_view kLocal = "local(8) takes no table over a socket";
constexpr std::string_view kPasswords = "results are passwords: keep the socket private, never serve it over TCP";

constexpr Parameter stays(std::string_view name) {
  return {name, Form::stays, Keys::exact, "", "", false, kLocal};
}
constexpr Parameter plain(std::string_view name) {
  return {name, Form::plain, Keys::exact, "", "", false, ""};
}
constexpr Parameter unused(std::string_view name) {
  return {name, Form::unused, Keys::exact, "", "", false, ""};
}
constexpr Parameter address(std::string_view name, std::string_view extensions = "") {
  return {name, Form::derived, Keys::address, extensions, "", false, ""};
}
constexpr Parameter parents(std::string_view name, Keys keys, std::string_view word) {
  return {name, Form::derived, keys, "", word, false, ""};
}
constexpr Parameter passwords(std::string_view name) {
  return {name, Form::derived, Keys::address, "", "", true, kPasswords};
}
constexpr Parameter host_access(std::string_view name) {
  return parents(name, Keys::access_host, "smtpd_access_maps");
}
constexpr Parameter address_access(std::string_view name) {
  return parents(name, Keys::access_address, "smtpd_access_maps");
}

constexpr Parameter kParameters[] = {
    stays("alias_maps"),
    address("canonical_maps", "canonical"),
    plain("fallback_transport_maps"),
    plain("lmtp_discard_lhlo_keyword_address_maps"),
    address("lmtp_generic_maps", "generic"),
    passwords("lmtp_sasl_password_maps"),
    parents("lmtp_tls_policy_maps", Keys::domain, "."),
    address("local_recipient_maps"),
    stays("mailbox_command_maps"),
    plain("mailbox_transport_maps"),
    plain("mydestination"),
    plain("mynetworks"),
    address("recipient_bcc_maps"),
    address("recipient_canonical_maps", "canonical"),
    parents("relay_domains", Keys::domain, "relay_domains"),
    address("relay_recipient_maps"),
    address("relocated_maps"),
    address("sender_bcc_maps"),
    address("sender_canonical_maps", "canonical"),
    address("sender_dependent_default_transport_maps"),
    address("sender_dependent_relayhost_maps"),
    plain("smtp_discard_ehlo_keyword_address_maps"),
    address("smtp_generic_maps", "generic"),
    passwords("smtp_sasl_password_maps"),
    parents("smtp_tls_policy_maps", Keys::domain, "."),
    plain("smtpd_discard_ehlo_keyword_address_maps"),
    plain("smtpd_milter_maps"),
    address("smtpd_sender_login_maps"),
    parents("transport_maps", Keys::transport, "transport_maps"),
    plain("virtual_alias_domains"),
    address("virtual_alias_maps", "virtual"),
    unused("virtual_gid_maps"),
    plain("virtual_mailbox_domains"),
    {"virtual_mailbox_maps", Form::mailbox, Keys::address, "", "", false, ""},
    unused("virtual_uid_maps"),
};

constexpr Parameter kRestrictions[] = {
    plain("check_ccert_access"),
    host_access("check_client_a_access"),
    host_access("check_client_access"),
    host_access("check_client_mx_access"),
    host_access("check_client_ns_access"),
    host_access("check_etrn_access"),
    host_access("check_helo_a_access"),
    host_access("check_helo_access"),
    host_access("check_helo_mx_access"),
    host_access("check_helo_ns_access"),
    host_access("check_recipient_a_access"),
    address_access("check_recipient_access"),
    host_access("check_recipient_mx_access"),
    host_access("check_recipient_ns_access"),
    host_access("check_reverse_client_hostname_a_access"),
    host_access("check_reverse_client_hostname_access"),
    host_access("check_reverse_client_hostname_mx_access"),
    host_access("check_reverse_client_hostname_ns_access"),
    plain("check_sasl_access"),
    host_access("check_sender_a_access"),
    address_access("check_sender_access"),
    host_access("check_sender_mx_access"),
    host_access("check_sender_ns_access"),
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
