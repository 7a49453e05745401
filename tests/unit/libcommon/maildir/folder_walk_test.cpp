// SPDX-License-Identifier: MIT
#include "libcommon/maildir/folder_walk.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <set>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using maildir::Layout;
using maildir::Location;
using maildir::Namespace;

namespace {

void make_mailbox(const std::string& path) {
  ::mkdir(path.c_str(), 0700);
  ::mkdir((path + "/cur").c_str(), 0700);
}

Location at(const std::string& path) {
  Location location;
  location.root = location.inbox = location.control = path;
  return location;
}

std::multiset<std::string> names(const Location& location, const Namespace& space) {
  maildir::SystemDisk disk;
  std::multiset<std::string> found;
  maildir::VisitFolder visit = [&](const std::string& name,
                                   const maildir::Descriptor& folder) -> base::Result<void> {
    CHECK(folder.open());
    found.insert(name);
    return {};
  };
  CHECK(maildir::walk_folders(disk, location, space, visit));
  return found;
}

}  // namespace

TEST_CASE("INBOX and all folders of a Maildir++ tree are visited") {
  const test::TemporaryFolder folder;
  make_mailbox(folder.path());
  make_mailbox(folder / ".Archive.2026");
  make_mailbox(folder / ".Entw&APw-rfe");
  ::mkdir((folder / ".not-a-mailbox").c_str(), 0700);
  folder.write(".dovecot.sieve", "keep;");
  ::symlink((folder / ".Archive.2026").c_str(), (folder / ".Link").c_str());
  CHECK(names(at(folder.path()), {"", '/'}) ==
        std::multiset<std::string>{"INBOX", "Archive/2026", "Entwürfe"});
}

TEST_CASE("LAYOUT=fs is walked in depth") {
  const test::TemporaryFolder folder;
  make_mailbox(folder.path());
  make_mailbox(folder / "a");
  ::mkdir((folder / "b").c_str(), 0700);
  make_mailbox(folder / "b/c");
  Location location = at(folder.path());
  location.layout = Layout::fs;
  CHECK(names(location, {"", '/'}) == std::multiset<std::string>{"INBOX", "a", "b/c"});
}

TEST_CASE("INBOX may lie elsewhere") {
  const test::TemporaryFolder folder;
  const test::TemporaryFolder spool;
  make_mailbox(folder / ".A");
  Location location = at(folder.path());
  location.inbox = spool.path();
  CHECK(names(location, {"", '.'}) == std::multiset<std::string>{"A", "INBOX"});
}

TEST_CASE("a mailbox that does not exist yet is an empty tree") {
  CHECK(names(at("/nonexistent/dovetail"), {"", '.'}).empty());
}

TEST_CASE("the visitor's error ends the walk") {
  const test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  int calls = 0;
  maildir::VisitFolder visit = [&](const std::string&, const maildir::Descriptor&) -> base::Result<void> {
    ++calls;
    return base::Unexpected(base::temporary("enough"));
  };
  make_mailbox(folder / ".A");
  CHECK_FALSE(maildir::walk_folders(disk, at(folder.path()), {"", '.'}, visit));
  CHECK(calls == 1);
}
