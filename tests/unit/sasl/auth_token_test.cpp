// SPDX-License-Identifier: MIT
#include "sasl/auth_token.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::sasl;

TEST_CASE("A token depends on user, process, session, service and secret") {
  Subject subject;
  subject.user = "alice";
  subject.connection.session = "s";
  subject.connection.service = "imap";
  const std::string token = auth_token("secret", subject, 7);
  CHECK(token.size() == 40);
  CHECK(auth_token("secret", subject, 7) == token);
  CHECK(auth_token("other", subject, 7) != token);
  CHECK(auth_token("secret", subject, 8) != token);
  subject.user = "bob";
  CHECK(auth_token("secret", subject, 7) != token);
}
