// SPDX-License-Identifier: MIT
#include "libcommon/maildir/mail_user.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using maildir::MailUserSettings;
using maildir::make_mail_user;

namespace {

MailUserSettings settings() {
  MailUserSettings some;
  some.mail_location = "maildir:~/Maildir";
  some.plugin = {{"quota", "maildir:User quota"},
                 {"quota_rule", "*:storage=1G"},
                 {"quota_grace", "10%%"},
                 {"sieve", "~/x/%n.sieve"}};
  return some;
}

}  // namespace

TEST_CASE("fields of the user database and settings make a user") {
  const auto user = make_mail_user(
      settings(), "alice@example.com",
      {{"uid", "5000"}, {"gid", "5001"}, {"home", "/var/vmail/alice/"}, {"quota_rule", "*:bytes=9"}});
  REQUIRE(user);
  CHECK(user->uid == 5000);
  CHECK(user->gid == 5001);
  CHECK(user->home == "/var/vmail/alice");
  CHECK(user->location.root == "/var/vmail/alice/Maildir");
  CHECK(user->plugin.at("quota_rule") == "*:bytes=9");
  CHECK(user->plugin.at("quota_grace") == "10%");
  CHECK(user->plugin.at("sieve") == "~/x/alice.sieve");
}

TEST_CASE("the configuration fills in what the database leaves out") {
  auto some = settings();
  some.mail_uid = 5000;
  some.mail_gid = 5000;
  some.mail_home = "/var/vmail/%d/%n";
  some.mail_location = "maildir:/srv/%Ld/%n";
  const auto user = make_mail_user(some, "bob@example.com", {});
  REQUIRE(user);
  CHECK(user->home == "/var/vmail/example.com/bob");
  CHECK(user->location.root == "/srv/example.com/bob");
  CHECK(make_mail_user(some, "bob@example.com", {{"mail", "maildir:/m/b"}})->location.root == "/m/b");
}

TEST_CASE("what must not become a mail user") {
  auto some = settings();
  const auto fails = [&](const char* name, const maildir::UserFields& fields) {
    const auto user = make_mail_user(some, name, fields);
    return !user.has_value();
  };
  CHECK(fails("a@b", {{"gid", "5000"}, {"home", "/h"}}));
  CHECK(fails("a@b", {{"uid", "0"}, {"gid", "5000"}, {"home", "/h"}}));
  CHECK(fails("a@b", {{"uid", "499"}, {"gid", "5000"}, {"home", "/h"}}));
  CHECK(fails("a@b", {{"uid", "vmail"}, {"gid", "5000"}, {"home", "/h"}}));
  CHECK(fails("a@b", {{"uid", "5000"}, {"gid", "0"}, {"home", "/h"}}));
  CHECK(fails("a@b", {{"uid", "5000"}, {"gid", "5000"}}));
  CHECK(fails("a@b", {{"uid", "5000"}, {"gid", "5000"}, {"home", "h"}}));
  some.mail_location = "maildir:/srv/%d/%n";
  CHECK(fails("..@b.example", {{"uid", "5000"}, {"gid", "5000"}}));
  CHECK(fails("a/b@b.example", {{"uid", "5000"}, {"gid", "5000"}}));
  CHECK(fails("nodomain", {{"uid", "5000"}, {"gid", "5000"}}));
}
