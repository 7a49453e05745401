// SPDX-License-Identifier: MIT
#include "libcommon/quota/rules.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using maildir::Amount;
using quota::Grace;
using quota::parse_rule;
using quota::Rules;

namespace {

Rules rules(std::initializer_list<const char*> texts) {
  Rules all;
  for (const char* text : texts) {
    all.add(*parse_rule(text));
  }
  return all;
}

}  // namespace

TEST_CASE("default limits") {
  CHECK(rules({"*:bytes=1000:messages=5"}).defaults() == Amount{1000, 5});
  CHECK(rules({"?:bytes=1000"}).defaults() == Amount{1000, 0});
  CHECK(rules({}).defaults() == Amount{});
  CHECK(rules({"?:bytes=1000"}).stored_limits_count());
  CHECK_FALSE(rules({"*:bytes=1000"}).stored_limits_count());
}

TEST_CASE("a mailbox's limits are relative to the default") {
  const Rules all =
      rules({"*:bytes=1000", "Trash:bytes=+500", "Small:bytes=-900", "Ten:bytes=+10%", "None:bytes=-9999"});
  const Amount base = all.defaults();
  CHECK(all.limits_for("INBOX", base) == Amount{1000, 0});
  CHECK(all.limits_for("Trash", base) == Amount{1500, 0});
  CHECK(all.limits_for("Small", base) == Amount{100, 0});
  CHECK(all.limits_for("Ten", base) == Amount{1100, 0});
  CHECK(all.limits_for("None", base) == Amount{1, 0});
}

TEST_CASE("unlimited stays unlimited in every mailbox") {
  const Rules all = rules({"Trash:bytes=+500"});
  CHECK(all.limits_for("Trash", all.defaults()) == Amount{});
}

TEST_CASE("the first rule that matches a mailbox decides") {
  const Rules all = rules({"*:bytes=1000", "T*:bytes=+1", "Trash:bytes=+500", "Tr*:ignore"});
  CHECK(all.limits_for("Trash", all.defaults()).bytes == 1001);
  CHECK_FALSE(all.ignores("Trash"));
  CHECK(rules({"SPAM:ignore"}).ignores("SPAM"));
  CHECK_FALSE(rules({"SPAM:ignore"}).ignores("INBOX"));
}

TEST_CASE("grace") {
  CHECK(Grace{}.bytes_for(8000) == 800);
  CHECK(Grace{500, false}.bytes_for(8000) == 500);
  CHECK(Grace{}.bytes_for(1LL << 62) > 0);
}
