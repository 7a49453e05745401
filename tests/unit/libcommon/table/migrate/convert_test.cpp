// SPDX-License-Identifier: MIT
#include "libcommon/table/migrate/convert.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace dovetail::table::migrate;

namespace {

// The how-to's main.cf, as far as tables go.
const std::string kHowto = R"(virtual_mailbox_domains = mysql:/etc/postfix/cf.d/virtual_domains.cf
virtual_mailbox_maps = mysql:/etc/postfix/cf.d/mailbox_dir.cf
virtual_uid_maps = mysql:/etc/postfix/cf.d/uid.cf
virtual_gid_maps = mysql:/etc/postfix/cf.d/gid.cf
transport_maps = mysql:/etc/postfix/cf.d/transport.cf
virtual_alias_maps = mysql:/etc/postfix/cf.d/virtual_alias.cf
)";

bool holds(const std::vector<std::string>& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

std::string wrapped(const std::string& name) {
  return "unionmap:{inline:{x.invalid=x},socketmap:unix:private/tabled:" + name + "}";
}

}  // namespace

TEST_CASE("the how-to's tables, delivered by lmtp") {
  const auto result = convert(kHowto + "virtual_transport = lmtp:unix:private/dovecot-lmtp\n", "", {});
  CHECK(holds(result.main_cf, "virtual_mailbox_domains = socketmap:unix:private/tabled:virtual_domains"));
  CHECK(holds(result.main_cf, "virtual_mailbox_maps = " + wrapped("mailbox_dir")));
  CHECK(holds(result.main_cf, "transport_maps = " + wrapped("transport")));
  CHECK(holds(result.main_cf, "virtual_alias_maps = " + wrapped("virtual_alias")));
  CHECK(result.changed == 4);
  CHECK(result.kept == 2);
  CHECK(result.dovetail == std::vector<std::string>{"tables_dir = /etc/postfix/cf.d"});
}

TEST_CASE("what virtual(8) reads stays") {
  const auto result = convert(kHowto, "", {});
  CHECK(result.changed == 3);
  CHECK(result.kept == 3);
  CHECK(holds(result.main_cf,
              "# virtual_mailbox_maps: mysql:/etc/postfix/cf.d/mailbox_dir.cf stays: virtual(8) reads it "
              "and takes no table over a socket"));
}

TEST_CASE("proxy: goes, other members of a list stay in their place") {
  const auto result = convert(
      "virtual_alias_maps = hash:/etc/aliases2, proxy:mysql:/etc/postfix/a.cf\n   static:x\n", "", {});
  CHECK(holds(result.main_cf, "virtual_alias_maps = hash:/etc/aliases2, " + wrapped("a") + "   static:x"));
}

TEST_CASE("tables of access restrictions") {
  const auto result = convert(
      "smtpd_recipient_restrictions = permit_mynetworks,\n check_sender_access "
      "mysql:/etc/s.cf, check_sasl_access sqlite:/etc/l.cf, check_policy_service unix:private/x, "
      "reject\n",
      "", {});
  CHECK(holds(result.main_cf, "smtpd_recipient_restrictions = permit_mynetworks, check_sender_access " +
                                  wrapped("s") +
                                  ", check_sasl_access socketmap:unix:private/tabled:l, check_policy_service "
                                  "unix:private/x, reject"));
}

TEST_CASE("with server keys each table gets its way in dovetail.conf") {
  ConvertOptions options;
  options.server_keys = true;
  const auto result =
      convert("virtual_alias_maps = mysql:/e/a.cf\nrelay_domains = mysql:/e/d.cf\n", "", options);
  CHECK(holds(result.main_cf, "virtual_alias_maps = socketmap:unix:private/tabled:a"));
  CHECK(result.dovetail == std::vector<std::string>{"tables_dir = /e", "table a {", "  keys = address",
                                                    "  propagate_extension = yes", "}", "table d {",
                                                    "  keys = domain", "}"});
}

TEST_CASE("text files move only when asked to") {
  const std::string main =
      "relay_domains = hash:/etc/postfix/relaydomains\nmynetworks = cidr:/etc/postfix/nets\n";
  CHECK(convert(main, "", {}).changed == 0);
  ConvertOptions options;
  options.text_files = true;
  const auto result = convert(main, "", options);
  CHECK(result.changed == 2);
  CHECK(holds(result.dovetail, "  source = hash:/etc/postfix/relaydomains"));
  CHECK(holds(result.main_cf, "mynetworks = socketmap:unix:private/tabled:nets"));
}

TEST_CASE("files of one name in two folders get two maps") {
  const auto result = convert("virtual_alias_maps = mysql:/a/x.cf\ncanonical_maps = mysql:/b/x.cf\n", "", {});
  CHECK(holds(result.main_cf, "canonical_maps = " + wrapped("x_")));
  CHECK(holds(result.dovetail, "  source = mysql:/b/x.cf"));
}

TEST_CASE("options of master.cf") {
  const auto result =
      convert("",
              "smtp inet n - y - - smtpd\n  -o virtual_alias_maps=mysql:/e/a.cf\n  -o syslog_name=x\n"
              "  -o { smtpd_client_restrictions = check_client_access mysql:/e/c.cf, permit }\n",
              {});
  CHECK(result.changed == 2);
  CHECK(holds(result.master_cf, "  -o { virtual_alias_maps = " + wrapped("a") + " }"));
}

TEST_CASE("the last of a repeated parameter counts; what names no table is left alone") {
  const auto result = convert(
      "relay_domains = mysql:/e/a.cf\nrelay_domains = example.test\nmyhostname = mysql:/x\n"
      "virtual_alias_maps = {broken\n",
      "", {});
  CHECK(result.changed == 0);
  CHECK(result.main_cf.empty());
}
