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

// Settings of a file that are not in `schemas`, in filters and sections too:
//   of Dovecot or of another daemon of the suite: a note for Dovecot's, which have no effect here;
//   unknown, or a listener outside of a service: a warning in a dovecot.conf (not in plugin {}, which may hold any key
//   there), an error with the nearest known name in a dovetail.conf. There a service that nobody knows is a warning.
void check_names(const Document& document, const std::vector<const SchemaBase*>& schemas, Findings& findings);

// Settings that change what a mail becomes or who may log in, and that we do not implement: errors that name
// the way to accept them (`dovetail_ignore = NAME …`); quota_warning: a warning. `view`: the one for protocol "lmtp" ….
void check_unsupported(const Section& view, const Concerns& concerns, Findings& findings);

// True if the administrator accepts that NAME is not done.
bool is_ignored(const Section& view, std::string_view name);
// The error for something unsupported, in the form that names the way out. Nothing if it is ignored. For what
// only the owner of a domain can judge (passdb drivers, mail_location options).
void report_unsupported(const Section& view, std::string_view name, const Position& where,
                        const std::string& what, Findings& findings);

// Default of a Dovecot setting; null: Dovecot has no top-level setting of that name. Fits
// ReadOptions::default_of.
const std::string* dovecot_default(std::string_view name);

}  // namespace dovetail::config
