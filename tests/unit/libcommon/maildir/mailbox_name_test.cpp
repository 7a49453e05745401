// SPDX-License-Identifier: MIT
#include "libcommon/maildir/mailbox_name.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using maildir::find_mailbox;
using maildir::Layout;
using maildir::Location;
using maildir::Namespace;

namespace {

Location plus() {
  Location location;
  location.root = location.inbox = location.control = "/m";
  return location;
}

const Namespace kSlash{"", '/'};
const Namespace kDot{"", '.'};
const Namespace kPrefixed{"INBOX.", '.'};

}  // namespace

TEST_CASE("INBOX in any case is the root") {
  for (const char* name : {"INBOX", "inbox", "InBox"}) {
    const auto box = find_mailbox(plus(), kSlash, name);
    REQUIRE(box);
    CHECK(box->inbox);
    CHECK(box->base == "/m");
    CHECK(box->below.empty());
  }
}

TEST_CASE("a folder of Maildir++ is one directory") {
  const auto box = find_mailbox(plus(), kSlash, "Entwürfe/Ää & Co");
  REQUIRE(box);
  CHECK(box->below == std::vector<std::string>{".Entw&APw-rfe.&AMQA5A- &- Co"});
  CHECK(box->encoded == "Entw&APw-rfe\t&AMQA5A- &- Co");
  CHECK(box->name == "Entwürfe/Ää & Co");
}

TEST_CASE("the namespace's prefix belongs to the name, not to the folder") {
  CHECK(find_mailbox(plus(), kPrefixed, "INBOX.Spam")->below.front() == ".Spam");
  CHECK(find_mailbox(plus(), kPrefixed, "Spam")->below.front() == ".Spam");
  CHECK(find_mailbox(plus(), kPrefixed, "Spam")->name == "INBOX.Spam");
  CHECK(find_mailbox(plus(), kDot, "Archive.2026")->below.front() == ".Archive.2026");
}

TEST_CASE("LAYOUT=fs has a directory a level") {
  Location location = plus();
  location.layout = Layout::fs;
  CHECK(find_mailbox(location, kSlash, "a/Ä.b")->below == std::vector<std::string>{"a", "&AMQ-.b"});
  location.directory_name = "mbox";
  CHECK(find_mailbox(location, kSlash, "a")->below == std::vector<std::string>{"a", "mbox"});
  CHECK_FALSE(find_mailbox(location, kSlash, "a/cur"));
}

TEST_CASE("UTF-8 names stay as they are where the location says so") {
  Location location = plus();
  location.utf8 = true;
  CHECK(find_mailbox(location, kSlash, "Entwürfe & Co")->below.front() == ".Entwürfe & Co");
}

TEST_CASE("names that lead elsewhere are refused") {
  const std::string long_name(300, 'x');
  for (const std::string& bad :
       {std::string(""), std::string("/"), std::string("a//b"), std::string("/etc"), std::string("../../etc"),
        std::string("a/.."), std::string("."), std::string("a.b/c"), std::string("~root"),
        std::string("a\xff"), std::string("a\0b", 3), std::string("a\nb"), long_name,
        std::string(5000, 'y')}) {
    INFO(bad);
    const auto box = find_mailbox(plus(), kSlash, bad);
    REQUIRE_FALSE(box);
    CHECK(box.error().kind == base::ErrorKind::permanent);
  }
  CHECK_FALSE(find_mailbox(plus(), kDot, "a/b"));
  CHECK_FALSE(find_mailbox(plus(), kDot, "a..b"));
}

TEST_CASE("folders on disk are named as the client sees them") {
  CHECK(maildir::name_on_disk_to_utf8(plus(), kSlash, "Entw&APw-rfe.Alt") == "Entwürfe/Alt");
  CHECK(maildir::name_on_disk_to_utf8(plus(), kPrefixed, "Spam") == "INBOX.Spam");
  CHECK(maildir::name_on_disk_to_utf8(plus(), kSlash, "odd&") == "odd&");
}
