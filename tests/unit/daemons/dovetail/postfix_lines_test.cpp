// SPDX-License-Identifier: MIT
#include "daemons/dovetail/postfix_lines.hpp"

#include "libcommon/base/text.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

std::string lines(const std::string& configuration, const std::string& postconf) {
  config::MemorySource source;
  source.add("/etc/dovetail/dovetail.conf", configuration);
  config::Findings findings;
  const auto document = config::load("/etc/dovetail/dovetail.conf", source, findings);
  return base::joined(cli::postfix_lines(document, postconf), "\n") + "\n";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("without listeners in the file the packaged sockets are named, relative to the queue directory") {
  const std::string text = lines("", "");
  CHECK(has(text, "smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, "
                  "reject_unauth_destination, reject_unlisted_recipient, check_policy_service "
                  "unix:private/dovetail-quota, check_policy_service unix:private/dovetail-policy\n"));
  CHECK(has(text, "smtpd_sasl_type = dovecot\nsmtpd_sasl_path = private/dovetail-auth\n"));
  CHECK(has(text, "virtual_transport = lmtp:unix:private/dovetail-lmtp\n"));
  CHECK(has(text, "socketmap:unix:private/tabled:NAME}"));
}

TEST_CASE("the sockets of the file win, Dovecot's kinds of auth sockets are not for Postfix") {
  const std::string text = lines(
      "service auth {\n unix_listener auth-userdb {\n mode = 0600\n }\n unix_listener $queue_directory/private/auth {\n"
      "  mode = 0660\n }\n}\nservice lmtp {\n inet_listener {\n  port = 24\n }\n}\n"
      "service policy {\n inet_listener {\n  address = 127.0.0.2\n  port = 10023\n }\n}\nservice tables {\n"
      " unix_listener /run/t {\n  mode = 0666\n }\n}\n",
      "virtual_alias_maps = mysql:/etc/postfix/a.cf\n");
  CHECK(has(text, "smtpd_sasl_path = private/auth\n"));
  CHECK(has(text, "virtual_transport = lmtp:inet:127.0.0.1:24\n"));
  CHECK(has(text, ", check_policy_service inet:127.0.0.2:10023\n"));
  CHECK(has(text, "virtual_alias_maps = unionmap:{inline:{x.invalid=x},socketmap:unix:/run/t:a}\n"));
}

TEST_CASE("restrictions that are there are kept, a check that is there is not put in again") {
  const std::string text = lines("", "smtpd_recipient_restrictions = reject_unauth_destination, check_policy_service "
                                     "unix:private/dovetail-policy\n");
  CHECK(has(text, "smtpd_recipient_restrictions = reject_unauth_destination, check_policy_service "
                  "unix:private/dovetail-policy, check_policy_service unix:private/dovetail-quota\n"));
}
