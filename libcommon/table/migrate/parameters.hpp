// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "libcommon/table/derived_keys.hpp"

namespace dovetail::table::migrate {

// What becomes of a lookup table when it is served over a socket, by the main.cf parameter or smtpd
// restriction that names it. postconf(5) and the manual of the daemon that reads it.
enum class Form {
  plain,    // one exact key is all that Postfix ever asks: socketmap:… as it is
  derived,  // Postfix asks further keys for mysql:, but not for socketmap:
  stays,    // read by virtual(8) or local(8), which take no table over a socket
  mailbox,  // virtual_mailbox_maps: derived for smtpd; stays where virtual(8) reads it, too
  unused,   // virtual_uid_maps, virtual_gid_maps: stays where virtual(8) delivers, else nobody reads it
};

struct Parameter {
  std::string_view name;
  Form form = Form::derived;
  Keys keys = Keys::exact;  // for the server to derive, where Postfix shall not
  // Its word in propagate_unmatched_extensions: there the address extension is put back behind results; "": never.
  std::string_view extensions;
  // Its word in parent_domain_matches_subdomains: there parents are asked without a dot, else with one. "": no
  // parents are asked; ".": always with the dot.
  std::string_view parents;
  bool secret = false;    // results are credentials
  std::string_view note;  // something the administrator should know, "" for nothing
};

// A parameter that names tables; null for others.
const Parameter* find_parameter(std::string_view name);
// check_client_access and its like, whose argument is a table.
const Parameter* find_restriction(std::string_view name);

}  // namespace dovetail::table::migrate
