// SPDX-License-Identifier: MIT
#include "libcommon/quota/settings.hpp"

#include <map>

#include "tests/support/catch.hpp"

using namespace dovetail;
using quota::Driver;

namespace {

base::Result<quota::Settings> read(std::map<std::string, std::string> values) {
  quota::SettingValue value = [values](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
  return quota::read_settings(value);
}

}  // namespace

TEST_CASE("no quota setting, no quota") {
  const auto settings = read({{"quota_rule", "*:storage=1G"}});
  REQUIRE(settings);
  CHECK(settings->roots.empty());
  CHECK(settings->exceeded_message == "Quota exceeded (mailbox for user is full)");
}

TEST_CASE("roots, rules and grace") {
  const auto settings = read({{"quota", "maildir:User quota"},
                              {"quota_rule", "*:bytes=1000"},
                              {"quota_rule2", "Trash:bytes=+10%"},
                              {"quota_rule4", "after the gap"},
                              {"quota_grace", "5%"},
                              {"quota2", "count:Shared:noenforcing:hidden:ns=Public/"},
                              {"quota_max_mail_size", "50M"},
                              {"quota_exceeded_message", "Full."}});
  REQUIRE(settings);
  REQUIRE(settings->roots.size() == 2);
  const auto& first = settings->roots[0];
  CHECK(first.driver == Driver::maildir);
  CHECK(first.name == "User quota");
  CHECK(first.rules.defaults().bytes == 1000);
  CHECK(first.rules.limits_for("Trash", first.rules.defaults()).bytes == 1100);
  CHECK(first.grace.bytes_for(1000) == 50);
  CHECK(first.enforced);
  const auto& second = settings->roots[1];
  CHECK(second.driver == Driver::count);
  CHECK_FALSE(second.enforced);
  CHECK(second.hidden);
  CHECK(second.prefix == "Public/");
  CHECK(second.grace.bytes_for(1000) == 100);
  CHECK(settings->max_mail_size == 50LL << 20);
  CHECK(settings->exceeded_message == "Full.");
}

TEST_CASE("what cannot be read is an error, not a missing quota") {
  CHECK_FALSE(read({{"quota", "imapc:x"}}));
  CHECK_FALSE(read({{"quota", "maildir:x"}, {"quota_rule", "*:storage=lots"}}));
  CHECK_FALSE(read({{"quota", "maildir:x"}, {"quota_grace", "x"}}));
  CHECK_FALSE(read({{"quota", "maildir:x"}, {"quota_max_mail_size", "x"}}));
}
