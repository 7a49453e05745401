// SPDX-License-Identifier: MIT
#include "lmtp/maildir/subscriptions.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using lmtp::maildir::subscribe;
using lmtp::maildir::with_subscription;

TEST_CASE("a new file is written in version 2") {
  CHECK(with_subscription("", "Archive\t2026", '.') == "V\t2\n\nArchive\t2026\n");
}

TEST_CASE("a file keeps its version") {
  CHECK(with_subscription("V\t2\n\nA\n", "B\tC", '.') == "V\t2\n\nA\nB\tC\n");
  CHECK(with_subscription("A\n", "B\tC", '.') == "A\nB.C\n");
  CHECK(with_subscription("A", "B", '.') == "A\nB\n");
}

TEST_CASE("nobody is subscribed twice") {
  CHECK_FALSE(with_subscription("V\t2\n\nA\nB\tC\n", "B\tC", '.'));
  CHECK_FALSE(with_subscription("A\nB.C\n", "B\tC", '.'));
}

TEST_CASE("the file in the control directory is replaced") {
  const test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  maildir::Location location;
  location.root = location.inbox = "/nonexistent";
  location.control = folder / "ctl";
  const auto box = maildir::find_mailbox(location, {"", '/'}, "Entwürfe/Ää & Co");
  REQUIRE(subscribe(disk, location, *box));
  REQUIRE(subscribe(disk, location, *box));
  CHECK(test::TemporaryFolder::read(folder / "ctl/subscriptions") ==
        "V\t2\n\nEntw&APw-rfe\t&AMQA5A- &- Co\n");
}
