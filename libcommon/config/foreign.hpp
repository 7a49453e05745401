// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/config/findings.hpp"
#include "libcommon/config/reader.hpp"
#include "libcommon/config/schema.hpp"
#include "libcommon/config/section.hpp"

namespace dovetail::config {

// What a daemon does, to decide which unsupported settings matter to it.
struct Concerns {
  bool login = false;     // decides who may log in (authd)
  bool delivery = false;  // decides what a mail becomes (lmtpd)
  bool quota = false;     // counts mailboxes (lmtpd, quota-status)
};

// The three classes of settings that are not in `schemas`:
//   known to Dovecot (or to another daemon of the suite) and without effect here: a note;
//   changes mail or access and is not supported: an error that names `dovetail_ignore = NAME`, if it concerns us;
//   unknown: a warning in a dovecot.conf, an error with the nearest known name in a dovetail.conf.
// Also checks the filters (filter.hpp). `protocol` is the one whose view counts for the second class ("lmtp").
void check_names(const Document& document, const std::vector<const SchemaBase*>& schemas, Findings& findings);
void check_unsupported(const Section& view, const Concerns& concerns, Findings& findings);

// Facts about Dovecot 2.3.19: its top-level settings and their defaults as doveconf prints them.
const std::string* dovecot_default(std::string_view name);  // null: Dovecot has no such setting
// New names of the suite, those that Dovecot does not have.
bool is_suite_setting(std::string_view name);
// The known name with the smallest edit distance, "" if none is near.
std::string nearest_name(std::string_view name, const std::vector<const SchemaBase*>& schemas);

}  // namespace dovetail::config
