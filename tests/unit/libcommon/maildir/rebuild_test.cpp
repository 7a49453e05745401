// SPDX-License-Identifier: MIT
#include "libcommon/maildir/rebuild.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using maildir::Amount;
using maildir::SizeKind;

namespace {

struct Tree {
  test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  maildir::Location location;
  maildir::Namespace space{"", '.'};

  Tree() {
    location.root = location.inbox = location.control = folder.path();
    make("");
  }
  void make(const std::string& sub) const {
    if (!sub.empty()) {
      ::mkdir((folder / sub).c_str(), 0700);
    }
    for (const char* part : {"/cur", "/new", "/tmp"}) {
      ::mkdir((folder / (sub + part)).c_str(), 0700);
    }
  }
  Amount sum(SizeKind kind, const std::string& ignored = "") {
    maildir::IsIgnored is_ignored = [&](const std::string& name) { return name == ignored; };
    const auto found = maildir::sum_of_tree(disk, location, space, kind, is_ignored);
    REQUIRE(found);
    return found->used;
  }
};

}  // namespace

TEST_CASE("sizes are taken from the names, else from the files") {
  Tree tree;
  tree.folder.write("new/1.x,S=100,W=110", "");
  tree.folder.write("cur/2.x,S=20,W=25:2,ST", "");
  tree.folder.write("cur/3.x:2,", "12345");
  tree.folder.write("tmp/4.x", "not counted");
  tree.folder.write("cur/.hidden", "not counted");
  CHECK(tree.sum(SizeKind::physical) == Amount{125, 3});
  CHECK(tree.sum(SizeKind::with_crlf) == Amount{140, 3});
}

TEST_CASE("every folder counts, Trash too, but not the ignored ones") {
  Tree tree;
  tree.make(".Trash");
  tree.make(".Spam");
  tree.folder.write(".Trash/cur/1.x,S=7:2,T", "");
  tree.folder.write(".Spam/new/2.x,S=1000", "");
  CHECK(tree.sum(SizeKind::physical) == Amount{1007, 2});
  CHECK(tree.sum(SizeKind::physical, "Spam") == Amount{7, 1});
}

TEST_CASE("a change after the sum is seen") {
  Tree tree;
  maildir::IsIgnored none = [](const std::string&) { return false; };
  const auto sum = maildir::sum_of_tree(tree.disk, tree.location, tree.space, SizeKind::physical, none);
  const auto same = maildir::newest_change(tree.disk, tree.location, tree.space, none);
  CHECK_FALSE(maildir::is_later(*same, sum->newest));
  const timespec times[2] = {{sum->newest.tv_sec + 5, 0}, {sum->newest.tv_sec + 5, 0}};
  ::utimensat(AT_FDCWD, (tree.folder / "new").c_str(), times, 0);
  const auto later = maildir::newest_change(tree.disk, tree.location, tree.space, none);
  CHECK(maildir::is_later(*later, sum->newest));
}
