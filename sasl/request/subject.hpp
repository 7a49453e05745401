// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libcommon/vars/expand.hpp"
#include "sasl/request/connection.hpp"
#include "sasl/request/fields.hpp"

namespace dovetail::sasl {

// A user on the way through passdbs and userdbs: what is asked for, and what the databases said so far.
struct Subject {
  Connection connection;
  std::string mechanism;      // "" where nobody logs in (USER, PASS)
  std::string original_user;  // as the client gave it
  std::string user;           // the name that is looked up now; a passdb may rename it
  std::string login_user;     // a master login: whom the master becomes
  std::string master_user;    // a master login: whose password counts
  std::string password;       // only while a login is checked; the owner wipes it
  std::string database;       // number of the passdb or userdb at work, for %!
  std::uint32_t client_pid = 0;
  Fields passdb_fields;  // what the passdbs set, `userdb_` ones apart
  Fields userdb_fields;  // what the passdbs set with `userdb_`, without that prefix; then the userdb's
};

// The values of Dovecot's %-variables for a subject, which must outlive it.
class SubjectValues final : public vars::Values {
 public:
  explicit SubjectValues(const Subject& subject) : subject_(subject) {}
  std::optional<std::string> value(std::string_view name) const override;

 private:
  std::optional<std::string> name_part(std::string_view name) const;
  std::optional<std::string> connection_value(std::string_view name) const;
  const Subject& subject_;
};

}  // namespace dovetail::sasl
