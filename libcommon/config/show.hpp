// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libcommon/config/reader.hpp"
#include "libcommon/config/schema.hpp"

namespace dovetail::config {

enum class ShowWhat { all, not_default };  // `config show`, `config show -n`

// The declared settings with the values that hold (not those inside filters, which follow as sections), in
// the file's grammar, so that the output can be read back; then the sections as written. Settings nobody
// declared are left out with `not_default` too. Passwords and keys are masked ("# hidden").
std::string show(const Document& document, const std::vector<const SchemaBase*>& schemas, ShowWhat what);

// One line: "key = value", quoted where it must be, masked where it is secret; of a database's words only the secret
// ones.
std::string show_setting(const std::string& key, const Value& value);

// True for keys whose value is never printed: passwords, keys, nonces, `connect` strings.
bool is_secret(std::string_view key);

// The settings part of the manual page in man(7)'s language, topic by topic.
std::string manual(const std::vector<const SchemaBase*>& schemas);

// suite_tables.cpp: the declared names as the source that every daemon knows them by.
std::string names_source(const std::vector<const SchemaBase*>& schemas);

// The commented sample file: every declared setting with its help and default, topic by topic.
std::string sample(const std::vector<const SchemaBase*>& schemas);

}  // namespace dovetail::config
