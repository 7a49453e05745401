// SPDX-License-Identifier: MIT
#include "policy/quota_status/answer.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
namespace quota_status = policy::quota_status;

namespace {

struct User {
  test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  maildir::MailUser user;
  base::WallTime now = base::SystemClock().wall();
  bool tempfail = false;

  explicit User(maildir::PluginSettings plugin) {
    user.location.root = user.location.inbox = user.location.control = folder.path();
    user.plugin = std::move(plugin);
    ::mkdir((folder / "cur").c_str(), 0700);
    ::mkdir((folder / "new").c_str(), 0700);
  }
  std::string action(std::int64_t size) { return quota_status::answer(disk, user, size, tempfail, now).action; }
};

}  // namespace

// Recorded from Dovecot 2.3.19.1: limit 1 KiB, 10 % grace, quota_max_mail_size 60 KiB.
TEST_CASE("answers as Dovecot gives them") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "*:storage=1K"}, {"quota_max_mail_size", "60K"}});
  CHECK(user.action(1000) == "OK");
  CHECK(user.action(1100) == "OK");
  CHECK(user.action(5000) == "554 5.2.2 Quota exceeded (mailbox for user is full)");
  CHECK(user.action(60 * 1024 + 1) ==
        "554 5.2.2 Mail size is larger than the maximum size allowed by server configuration");
}

TEST_CASE("configured actions are copied as they are") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "*:bytes=100"}, {"quota_status_success", "DUNNO"},
             {"quota_status_overquota", "552 5.2.2 Full"}, {"quota_status_toolarge", "552 5.3.4 Too large"}});
  CHECK(user.action(10) == "DUNNO");
  CHECK(user.action(500) == "552 5.3.4 Too large");
  user.folder.write("cur/1.x,S=100:2,S", "");
  CHECK(user.action(10) == "552 5.2.2 Full");
}

TEST_CASE("a full mailbox may be told to wait, a mail that never fits may not") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "*:bytes=100"}});
  user.tempfail = true;
  user.folder.write("cur/1.x,S=100:2,S", "");
  CHECK(user.action(10) == "452 4.2.2 Quota exceeded (mailbox for user is full)");
  CHECK(user.action(500) == "554 5.2.2 Quota exceeded (mailbox for user is full)");
}

TEST_CASE("the mailbox is read, never written") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "*:bytes=100"}});
  user.action(10);
  CHECK(::access((user.folder / "maildirsize").c_str(), F_OK) != 0);
}

TEST_CASE("a broken rule defers, it does not refuse") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "nonsense"}});
  CHECK(user.action(10) == "DEFER_IF_PERMIT Temporary internal error");
}

TEST_CASE("a user without quota is let in") {
  CHECK(User({}).action(1 << 30) == "OK");
}

TEST_CASE("who is unknown") {
  CHECK(quota_status::actions_of({}).nouser == "REJECT Unknown user");
  CHECK(quota_status::actions_of({{"quota_status_nouser", "DUNNO"}}).nouser == "DUNNO");
}
