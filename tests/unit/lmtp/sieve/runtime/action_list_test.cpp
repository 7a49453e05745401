// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/action_list.hpp"

#include "lmtp/sieve/runtime/settings.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::sieve;

namespace {

Action store(const std::string& mailbox, bool cancels = true) {
  Store what;
  what.origin = Store::Origin::fileinto;
  what.mailbox = mailbox;
  return {what, cancels, "s", 1};
}

Action keep() {
  Store what;
  what.mailbox = "INBOX";
  return {what, true, "s", 2};
}

}  // namespace

TEST_CASE("an explicit keep survives what cancels the implicit one") {
  const Settings settings;
  ActionList list(settings, "INBOX");
  CHECK(list.keep_in_force());
  CHECK_FALSE(list.add(store("A")).has_value());
  CHECK_FALSE(list.keep_in_force());
  CHECK_FALSE(list.keep(keep()).has_value());
  CHECK(list.keep_in_force());
  CHECK_FALSE(list.implicit_keep());
}

TEST_CASE("the keep of one script is deferred to the next") {
  const Settings settings;
  ActionList list(settings, "INBOX");
  list.begin_script();
  CHECK_FALSE(list.add(store("A")).has_value());
  CHECK_FALSE(list.keep(keep()).has_value());
  list.begin_script();
  CHECK(list.actions().size() == 1);
  CHECK(list.implicit_keep());
  CHECK_FALSE(list.add({Discard{}, true, "s", 1}).has_value());
  CHECK_FALSE(list.keep_in_force());
  CHECK_FALSE(list.delivers_nowhere());
}

TEST_CASE("a reject excludes what delivers, within one script") {
  const Settings settings;
  ActionList list(settings, "INBOX");
  list.begin_script();
  CHECK_FALSE(list.add({Reject{"no", false, {}}, true, "s", 1}).has_value());
  CHECK(list.add(store("A"))->find("conflicts with other action: the store action") != std::string::npos);
  CHECK(list.add({Reject{"other", false, {}}, true, "s", 3}) ==
        "duplicate reject/ereject action not allowed (previously triggered one was here: s: line 1)");
}

TEST_CASE("a reject after an earlier script's delivery is a discard") {
  const Settings settings;
  ActionList list(settings, "INBOX");
  list.begin_script();
  CHECK_FALSE(list.add(store("A", false)).has_value());
  list.begin_script();
  CHECK_FALSE(list.add({Reject{"no", false, {}}, true, "s", 1}).has_value());
  CHECK(std::holds_alternative<Discard>(list.actions().back().what));
  CHECK_FALSE(list.keep_in_force());
}

TEST_CASE("redirects may be forbidden") {
  Settings settings;
  settings.max_redirects = 0;
  ActionList list(settings, "INBOX");
  CHECK(list.add({Redirect{"a@b", {}}, true, "s", 1}) ==
        "local policy prohibits the use of a redirect action");
  settings.max_actions = 0;
  for (int i = 0; i < 100; ++i) {
    CHECK_FALSE(list.add(store(std::to_string(i))).has_value());
  }
}
