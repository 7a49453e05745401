// SPDX-License-Identifier: MIT
#include "sasl/passdb/rules.hpp"

#include "sasl/passdb/field_rules.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::sasl;

TEST_CASE("Wildcards") {
  CHECK(matches_wildcards("*", ""));
  CHECK(matches_wildcards("a*c", "abbbc"));
  CHECK(matches_wildcards("*@ex.test", "Bob@EX.test"));
  CHECK(matches_wildcards("?ob", "bob"));
  CHECK_FALSE(matches_wildcards("?ob", "ob"));
  CHECK_FALSE(matches_wildcards("a*c", "abbbcd"));
  CHECK_FALSE(matches_wildcards("", "x"));
  CHECK(matches_wildcards("**a**", "bab"));
  CHECK_FALSE(matches_wildcards(std::string(50, '*') + "b", std::string(5000, 'a')));
}

TEST_CASE("username_filter: a matching !x rejects, else an include must match if there is one") {
  CHECK(UserFilter("").accepts("anybody"));
  CHECK(UserFilter("*@a *@b").accepts("x@b"));
  CHECK_FALSE(UserFilter("*@a *@b").accepts("x@c"));
  CHECK_FALSE(UserFilter("* !root").accepts("root"));
  CHECK(UserFilter("!root").accepts("user"));
}

TEST_CASE("mechanisms: all, some, or lookups only") {
  Database any;
  CHECK((any.serves("PLAIN") && any.serves("")));
  Database some;
  some.mechanisms = {"PLAIN"};
  CHECK((some.serves("PLAIN") && !some.serves("LOGIN") && !some.serves("")));
  Database none;
  none.mechanisms = {"NONE"};
  CHECK((!none.serves("PLAIN") && none.serves("")));
}

TEST_CASE("Fields of a passdb go where they belong") {
  Subject subject;
  subject.user = "bob@ex.test";
  Fields fields;
  fields.set("username", "robert");
  fields.set("userdb_uid", "5");
  fields.set("userdb_import", "gid=6\thome=/h");
  fields.set("password", "secret");
  fields.set("nologin", std::nullopt);
  apply_passdb_fields(fields, subject);
  CHECK(subject.user == "robert@ex.test");
  CHECK(subject.userdb_fields.value("uid") == "5");
  CHECK(subject.userdb_fields.value("home") == "/h");
  CHECK_FALSE(subject.passdb_fields.has("password"));
  CHECK(subject.passdb_fields.has("nologin"));
  Fields domain;
  domain.set("domain", "other.test");
  apply_passdb_fields(domain, subject);
  CHECK(subject.user == "robert@other.test");
}

TEST_CASE("allow_nets looks at the client, allow_real_nets at the physical peer") {
  Subject subject;
  subject.passdb_fields.set("allow_nets", "192.0.2.0/24");
  CHECK(forbidden_by_fields(subject) == "allow_nets check failed: Remote IP not known");
  subject.connection.remote_ip = "198.51.100.1";
  CHECK(forbidden_by_fields(subject) == "allow_nets check failed: IP 198.51.100.1 not in allowed networks");
  subject.connection.remote_ip = "192.0.2.9";
  CHECK_FALSE(forbidden_by_fields(subject));
  subject.passdb_fields.set("allow_real_nets", "10.0.0.0/8");
  subject.connection.real_remote_ip = "192.0.2.9";
  CHECK(forbidden_by_fields(subject));
}

TEST_CASE("Clients see only what is meant for them") {
  Fields fields;
  for (const char* name :
       {"allow_nets", "login_user", "fail", "nopassword", "delay_until", "proxy", "host", "quota"}) {
    fields.set(name, "1");
  }
  const Fields visible = visible_fields(fields);
  CHECK(visible.size() == 3);
  CHECK((visible.has("proxy") && visible.has("host") && visible.has("quota")));
}
