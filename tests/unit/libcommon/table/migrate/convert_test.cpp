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

// The lines for dovetail.conf where the server derives the keys.
std::vector<std::string> keys_of(const std::string& main_cf) {
  ConvertOptions options;
  options.server_keys = true;
  return convert(main_cf, "", options).dovetail;
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
  CHECK(result.dovetail ==
        std::vector<std::string>{"recipient_delimiter = ", "tables_local_domains = localhost",
                                 "# tables_local_domains: add what $myhostname of mydestination or myorigin stands for",
                                 "# tables_local_domains: add what localhost.$mydomain of mydestination or myorigin "
                                 "stands for",
                                 "tables_dir = /e", "table a {", "  keys = address", "  propagate_extension = yes",
                                 "}", "table d {", "  keys = domain", "}"});
}

TEST_CASE("with server keys the delimiter is Postfix's, which has none by default") {
  const std::string main = "transport_maps = mysql:/e/t.cf\n";
  CHECK(keys_of(main)[0] == "recipient_delimiter = ");
  CHECK(keys_of(main + "recipient_delimiter = +-\n")[0] == "recipient_delimiter = +-");
}

TEST_CASE("with server keys local domains are those of mydestination and myorigin") {
  const std::string main =
      "virtual_alias_maps = mysql:/e/a.cf\nmyhostname = mx.example.test\nmydestination = $myhostname, "
      "mail.$mydomain, /etc/postfix/local, mysql:/e/dest.cf\nmyorigin = $mydomain\n";
  const auto lines = keys_of(main);
  CHECK(holds(lines,
              "tables_local_domains = example.test mx.example.test mail.example.test /etc/postfix/local"));
  CHECK(holds(lines,
              "# tables_local_domains: add what mysql:/e/dest.cf of mydestination or myorigin stands for"));
  CHECK_FALSE(holds(keys_of("transport_maps = mysql:/e/t.cf\n"), "tables_local_domains = localhost"));
}

TEST_CASE("with server keys extensions go where propagate_unmatched_extensions says") {
  const std::string main =
      "canonical_maps = mysql:/e/c.cf\nsmtp_generic_maps = mysql:/e/g.cf\nvirtual_alias_maps = mysql:/e/v.cf\n";
  const auto propagating = [](const std::vector<std::string>& lines) {
    std::string names;
    for (std::size_t i = 2; i < lines.size(); ++i)
      if (lines[i] == "  propagate_extension = yes") names += lines[i - 2].substr(6, 1);
    return names;
  };
  CHECK(propagating(keys_of(main)) == "cv");
  CHECK(propagating(keys_of(main + "propagate_unmatched_extensions =\n")).empty());
  CHECK(propagating(keys_of(main + "propagate_unmatched_extensions = generic, virtual\n")) == "gv");
}

TEST_CASE("with server keys parents have the dot that parent_domain_matches_subdomains gives them") {
  const std::string main =
      "transport_maps = mysql:/e/t.cf\nrelay_domains = mysql:/e/r.cf\nsmtp_tls_policy_maps = mysql:/e/p.cf\n"
      "smtpd_helo_restrictions = check_helo_access mysql:/e/h.cf\n";
  const auto dots = [](const std::vector<std::string>& lines) {
    std::string said;
    for (std::size_t i = 2; i < lines.size(); ++i) {
      const std::string name = lines[i - 2].substr(0, 6) == "table " ? lines[i - 2].substr(6, 1) : "?";
      if (lines[i] == "  dot_parents = yes") said += name + "+";
      if (lines[i] == "  dot_parents = no") said += name + "-";
    }
    return said;
  };
  CHECK(dots(keys_of(main)) == "p+");  // the others are the server's defaults
  CHECK(dots(keys_of(main + "parent_domain_matches_subdomains =\n")) == "h+p+r+");
  CHECK(dots(keys_of(main + "parent_domain_matches_subdomains = transport_maps smtpd_access_maps\n")) == "p+r+t-");
}

TEST_CASE("with server keys one file in two roles gets a table for each") {
  const auto lines = keys_of("canonical_maps = mysql:/e/x.cf\nsmtp_generic_maps = mysql:/e/x.cf\n");
  CHECK(holds(lines, "table x {"));
  CHECK(holds(lines, "table x-address {"));
  CHECK(holds(lines, "  source = mysql:/e/x.cf"));
}

TEST_CASE("what stands behind a name is found") {
  ConvertOptions options;
  options.config_directory = "/etc/postfix";
  const auto result = convert(
      "rr = mysql:/e/rr.cf\nrelay_recipient_maps = static:x, $rr\n"
      "virtual_alias_maps = proxy:mysql:${config_directory}/cf.d/a.cf\n"
      "common = check_client_access mysql:/e/c.cf, permit\nsmtpd_client_restrictions = $common\n"
      "smtpd_restriction_classes = greedy\ngreedy = check_sender_access mysql:/e/s.cf\n"
      "smtpd_helo_restrictions = { check_helo_access mysql:/e/h.cf }, reject\n",
      "", options);
  CHECK(holds(result.main_cf, "relay_recipient_maps = static:x, " + wrapped("rr")));
  CHECK(holds(result.main_cf, "virtual_alias_maps = " + wrapped("a")));
  CHECK(holds(result.main_cf, "smtpd_client_restrictions = check_client_access " + wrapped("c") + ", permit"));
  CHECK(holds(result.main_cf, "greedy = check_sender_access " + wrapped("s")));
  CHECK(holds(result.main_cf, "smtpd_helo_restrictions = { check_helo_access " + wrapped("h") + " }, reject"));
  CHECK(result.changed == 5);
  CHECK(result.unknown == 0);
  CHECK(result.dovetail == std::vector<std::string>{"tables_dir = /e /etc/postfix/cf.d"});
}

TEST_CASE("no database table is passed over in silence") {
  const auto result = convert(
      "header_checks = mysql:/e/hc.cf\ntls_server_sni_maps = proxy:mysql:/e/sni.cf\n"
      "smtpd_reject_footer_maps = $footer\nfooter = mysql:/e/f.cf\nrelay_domains = mysql:old_form\n"
      "virtual_alias_maps = pipemap:{mysql:/e/a.cf, mysql:/e/b.cf}\nmyhostname = mysql.example.test\n",
      "smtp inet n - y - - smtpd\n  -o rbl_reply_maps=sqlite:/e/r.cf\n", {});
  const std::string unknown = " is not moved: this parameter is not one whose tables are known to work over a socket";
  const std::string form =
      " is not moved: its form is not understood: write mysql:/path or sqlite:/path, outside of other maps";
  CHECK(holds(result.main_cf, "# header_checks: mysql:/e/hc.cf" + unknown));
  CHECK(holds(result.main_cf, "# tls_server_sni_maps: proxy:mysql:/e/sni.cf" + unknown));
  CHECK(holds(result.main_cf, "# smtpd_reject_footer_maps: mysql:/e/f.cf" + unknown));
  CHECK(holds(result.main_cf, "# relay_domains: mysql:old_form" + form));
  CHECK(holds(result.main_cf, "# virtual_alias_maps: mysql:/e/b.cf" + form));
  CHECK(holds(result.master_cf, "# smtp/inet: rbl_reply_maps: sqlite:/e/r.cf" + unknown));
  CHECK(result.changed == 0);
  CHECK(result.unknown == 7);
}

TEST_CASE("tables of passwords are marked, and never moved to TCP") {
  const std::string main = "smtp_sasl_password_maps = mysql:/e/relay.cf\nvirtual_alias_maps = mysql:/e/a.cf\n";
  const auto result = convert(main, "", {});
  CHECK(result.dovetail ==
        std::vector<std::string>{"tables_dir = /e", "table relay {", "  secret = yes", "}"});
  ConvertOptions options;
  options.endpoint = "inet:127.0.0.1:2000";
  const auto inet = convert(main, "", options);
  CHECK(inet.changed == 1);
  CHECK(inet.kept == 1);
  CHECK(inet.dovetail == std::vector<std::string>{"tables_dir = /e"});
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
      "relay_domains = mysql:/e/a.cf\nrelay_domains = example.test\nmyhostname = mx.mysql:/x\n"
      "virtual_alias_maps = {broken\n",
      "", {});
  CHECK(result.changed == 0);
  CHECK(result.main_cf.empty());
}
