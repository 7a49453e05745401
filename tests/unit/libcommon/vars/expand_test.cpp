// SPDX-License-Identifier: MIT
#include "libcommon/vars/expand.hpp"

#include <unistd.h>

#include <cstdlib>

#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

vars::Table table() {
  vars::Table out{
      {"service", "lmtp"}, {"rip", "192.0.2.1"}, {"home", "/var/vmail/x"}, {"userdb:uid", "1000"}};
  out.set_user("foobar@ex.org");
  out.set_user("FooBar@Ex.Org", "orig_");
  return out;
}

std::string expanded(std::string_view text) {
  auto result = vars::expand(text, table());
  return result ? *result : "ERROR " + result.error().detail;
}

}  // namespace

// Recorded from Dovecot 2.3.19.1: doveadm user with a static userdb, user FooBar@Ex.Org.
TEST_CASE("letters and long names") {
  CHECK(expanded("%u|%n|%d|%s") == "foobar@ex.org|foobar|ex.org|lmtp");
  CHECK(expanded("%{user}|%{username}|%{domain}|%{orig_user}") ==
        "foobar@ex.org|foobar|ex.org|FooBar@Ex.Org");
  CHECK(expanded("%{original_user}|%{original_domain}|%{remote_ip}") == "FooBar@Ex.Org|Ex.Org|192.0.2.1");
  CHECK(expanded("%%|100%%|%") == "%|100%|");
  CHECK(expanded("%L%u") == "%u");
  CHECK(expanded("no variables: {} ; \\") == "no variables: {} ; \\");
}

TEST_CASE("fields of databases have defaults") {
  CHECK(expanded("%{userdb:uid}|%{userdb:x}|%{userdb:x:def}|%{passdb:x}|%{passdb:x:def}") ==
        "1000||def||def");
}

TEST_CASE("values of the process") {
  ::setenv("DOVETAIL_TEST_VARIABLE", "here", 1);
  CHECK(expanded("%{env:DOVETAIL_TEST_VARIABLE}|%{env:DOVETAIL_NOT_SET}") == "here|");
  CHECK(expanded("%{pid}") == std::to_string(::getpid()));
  CHECK_FALSE(expanded("%{hostname}").empty());
}

TEST_CASE("what cannot be expanded is a temporary failure that quotes the template") {
  for (const char* text :
       {"%z", "%{nonsense}", "%{unclosed", "%{user:x}", "%{domain;x}", "%{}", "%{if;1;lt}", "%{md5:nonsense}",
        "%{md5;rounds=0:user}", "%{if;a;<;b;x;y}", "%{if;x;??;y;a;b}"}) {
    const auto result = vars::expand(text, table());
    INFO(text);
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == base::ErrorKind::temporary);
    CHECK(result.error().detail.find(text) != std::string::npos);
    CHECK(result.error().detail.find("foobar") == std::string::npos);
  }
}

TEST_CASE("a table answers by alias; the domain starts after the first at sign") {
  vars::Table values{{"rip", "::1"}};
  values.set_user("a@b@c.d");
  CHECK(values.value("remote_ip") == "::1");
  CHECK(vars::expand("%n|%d|%{domain_first}|%{domain_last}", values).value_or("") == "a|b@c.d|b|c.d");
  values.set_user("root");
  CHECK(vars::expand("%n|%d|", values).value_or("") == "root||");
}

TEST_CASE("paths refuse what leads elsewhere, in every single expansion") {
  vars::Table values{{"home", "/var/vmail/x"}};
  const auto path = [&](const char* user, const char* text) {
    values.set_user(user);
    return vars::expand_path(text, values);
  };
  CHECK(path("jo@ex.org", "%h/%d/%n").value_or("") == "/var/vmail/x/ex.org/jo");
  for (const char* user :
       {"../x@ex.org", "..@ex.org", ".@ex.org", "@ex.org", "jo@", "jo", "a/b@ex.org", "jo@..", "jo@a/b"}) {
    const auto result = path(user, "/var/vmail/%d/%n");
    INFO(user);
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == base::ErrorKind::permanent);
  }
  CHECK_FALSE(path("..x@ex.org", "/m/%2n"));      // cut down to ".."
  CHECK_FALSE(path("..@ex.org", "/m/%1n%1.1n"));  // put together from two
  values.set("user", std::string("a\0b", 3));
  CHECK_FALSE(vars::expand_path("/m/%u", values));
  values.set("home", "");
  CHECK_FALSE(vars::expand_path("%h/Maildir", values));
}

TEST_CASE("conditions in paths: the chosen branch may hold slashes, its values may not") {
  vars::Table values;
  values.set_user("jo");
  const char* text = "/m/%{if;%d;ne;;%d/x;local/y}/%n";
  CHECK(vars::expand_path(text, values).value_or("") == "/m/local/y/jo");
  values.set_user("jo@a/b");
  CHECK_FALSE(vars::expand_path(text, values));
  values.set_user("jo@ex.org");
  CHECK(vars::expand_path(text, values).value_or("") == "/m/ex.org/x/jo");
}

TEST_CASE("a long value does not grow the result without end") {
  vars::Table values{{"user", std::string(40000, 'x')}};
  CHECK(vars::expand("%u", values));
  CHECK_FALSE(vars::expand("%u%u", values));
  CHECK(vars::expand("%99999999.99999999u", values).value_or("?").empty());
  CHECK(vars::expand("%0999999999u", values).value_or("").size() <= 65536);
}

TEST_CASE("templates are checked without values, both branches of a condition too") {
  CHECK(vars::check("%Lu %{if;1;==;1;%n;%d} %{userdb:any} %{md5:user}", table()));
  CHECK_FALSE(vars::check("%{if;1;==;1;%n;%{never}}", table()));
  CHECK_FALSE(vars::check("%{md5:never}", table()));
}

TEST_CASE("which variables a text uses") {
  CHECK(vars::uses("WHERE a = '%u' AND ip = '%r'", "rip"));
  CHECK(vars::uses("%{if;%s;eq;smtp;%{md5:user};x}", "user"));
  CHECK(vars::uses("%{remote_ip}", "rip"));
  CHECK(vars::uses("%{userdb:x}", "userdb:x"));
  CHECK_FALSE(vars::uses("%% u %n", "user"));
}

TEST_CASE("an insertion sees the finished values") {
  struct Quoting final : vars::Insertion {
    base::Result<std::string> put_in(std::string value, std::string_view name) const override {
      return "<" + std::string(name) + "=" + value + ">";
    }
  };
  CHECK(vars::expand("a %Un %{if;1;==;1;%d}", table(), Quoting()).value_or("") ==
        "a <username=FOOBAR> <domain=ex.org>");
  CHECK(vars::expand("%2{if;1;==;1;%d}", table(), Quoting()).value_or("") == "<if=ex>");
}
