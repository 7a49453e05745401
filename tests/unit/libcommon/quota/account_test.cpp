// SPDX-License-Identifier: MIT
#include "libcommon/quota/account.hpp"

#include <sys/stat.h>

#include <map>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using quota::Answer;
using quota::MailSize;

namespace {

struct User {
  test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  maildir::Location location;
  maildir::Namespace space{"", '/'};
  quota::Settings settings;
  base::WallTime now = base::SystemClock().wall();

  explicit User(std::map<std::string, std::string> values) {
    quota::SettingValue value = [values](const std::string& name) -> std::optional<std::string> {
      const auto found = values.find(name);
      return found == values.end() ? std::nullopt : std::optional(found->second);
    };
    settings = *quota::read_settings(value);
    location.root = location.inbox = location.control = folder.path();
    ::mkdir((folder / "cur").c_str(), 0700);
    ::mkdir((folder / "new").c_str(), 0700);
  }
  quota::Account account() { return {disk, location, space, settings, maildir::Access::update}; }
  Answer check(std::int64_t size, const std::string& mailbox = "INBOX") {
    const auto answer = account().check(mailbox, MailSize{size, size + 10}, now);
    REQUIRE(answer);
    return *answer;
  }
  void holds(const std::string& content) const { folder.write("maildirsize", content); }
};

}  // namespace

TEST_CASE("without quota everything fits") {
  User user({});
  CHECK(user.check(1LL << 40) == Answer::fits);
}

TEST_CASE("one last mail may carry the user over the limit by the grace") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "*:bytes=8000"}});
  user.holds("8000S\n4209 1\n");
  CHECK(user.check(4209) == Answer::fits);  // 8418 <= 8800
  CHECK(user.check(4592) == Answer::over_quota);
  user.holds("8000S\n8418 2\n");
  CHECK(user.check(1) == Answer::over_quota);
  CHECK(*user.account().is_full("INBOX", user.now));
}

TEST_CASE("a mail larger than the whole account is told apart") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "*:bytes=1024"}});
  CHECK(user.check(1000) == Answer::fits);
  CHECK(user.check(1100) == Answer::fits);
  CHECK(user.check(5000) == Answer::larger_than_limit);
}

TEST_CASE("messages have a limit without grace") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "*:messages=3"}});
  user.holds("3C\n0 0\n589 1\n592 1\n");
  CHECK(user.check(1000) == Answer::fits);
  CHECK_FALSE(*user.account().is_full("INBOX", user.now));
  user.holds("3C\n1773 3\n");
  CHECK(user.check(1) == Answer::over_quota);
}

TEST_CASE("the largest mail is asked about first") {
  User user(std::map<std::string, std::string>{{"quota_max_mail_size", "50k"}});
  CHECK(user.check(50 * 1024) == Answer::fits);
  CHECK(user.check(50 * 1024 + 1) == Answer::mail_too_large);
}

TEST_CASE("ignored mailboxes and roots that are not enforced never refuse") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "*:bytes=10"}, {"quota_rule2", "Spam:ignore"}});
  CHECK(user.check(1000, "Spam") == Answer::fits);
  CHECK(user.check(1000) == Answer::larger_than_limit);
  User lenient({{"quota", "maildir:u:noenforcing"}, {"quota_rule", "*:bytes=10"}});
  CHECK(lenient.check(1000) == Answer::fits);
}

TEST_CASE("the tightest root decides") {
  User user({{"quota", "maildir:u"},
             {"quota_rule", "*:bytes=100000"},
             {"quota2", "count:v"},
             {"quota2_rule", "*:messages=1"}});
  CHECK(user.check(10) == Answer::fits);
  user.folder.write("cur/1.x,S=5,W=6:2,S", "");
  CHECK(user.check(10) == Answer::over_quota);
}

TEST_CASE("the count driver counts CRLF sizes") {
  User user({{"quota", "count:u"}, {"quota_rule", "*:bytes=100"}, {"quota_grace", "0"}});
  user.folder.write("cur/1.x,S=50,W=60:2,S", "");
  CHECK(user.check(30) == Answer::fits);  // 60 + 40 = 100
  CHECK(user.check(31) == Answer::over_quota);
}

TEST_CASE("limits written in the file count where no rule forces others") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "?:bytes=10"}});
  user.holds("5000S\n0 0\n");
  CHECK(user.check(1000) == Answer::fits);
}

TEST_CASE("stored mail is noted, but not in ignored mailboxes") {
  User user({{"quota", "maildir:u"}, {"quota_rule", "*:bytes=8000"}, {"quota_rule2", "Spam:ignore"}});
  user.holds("8000S\n0 0\n");
  CHECK(user.account().stored("INBOX", {334, 346}));
  CHECK(user.account().stored("Spam", {1, 1}));
  CHECK(test::TemporaryFolder::read(user.folder / "maildirsize") == "8000S\n0 0\n334 1\n");
}
