// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "sasl/request/subject.hpp"

namespace dovetail::sasl {

// Puts what a passdb returned into the subject: renames (`user`, `username`, `domain`), `userdb_…` and
// `userdb_import` go to the userdb fields, the rest to the passdb fields.
void apply_passdb_fields(const Fields& fields, Subject& subject);

// Why the fields as they are now forbid a login, in Dovecot's words; nothing: they do not.
std::optional<std::string> forbidden_by_fields(const Subject& subject);

// The fields a client may see.
Fields visible_fields(const Fields& passdb_fields);

}  // namespace dovetail::sasl
