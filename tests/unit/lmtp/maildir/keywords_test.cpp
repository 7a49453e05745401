// SPDX-License-Identifier: MIT
#include "lmtp/maildir/keywords.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using lmtp::maildir::flag_letters;
using lmtp::maildir::format_keywords;
using lmtp::maildir::parse_keywords;

namespace {

struct Box {
  test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  std::string letters(const std::vector<std::string>& flags) {
    const auto control = disk.open_root(folder.path());
    return flag_letters(disk, *control, flags);
  }
  std::string file() const { return test::TemporaryFolder::read(folder / "dovecot-keywords"); }
};

}  // namespace

TEST_CASE("system flags need no file") {
  Box box;
  std::string letters =
      box.letters({"\\Seen", "\\flagged", "\\Answered", "\\Deleted", "\\Draft", "\\Recent"});
  std::sort(letters.begin(), letters.end());
  CHECK(letters == "DFRST");
  CHECK(box.file().empty());
}

TEST_CASE("keywords get the next letter") {
  Box box;
  CHECK(box.letters({"$label1", "Custom"}) == "ab");
  CHECK(box.file() == "0 $label1\n1 Custom\n");
  CHECK(box.letters({"custom", "\\Seen", "New"}) == "Sbc");
  CHECK(box.file() == "0 $label1\n1 Custom\n2 New\n");
}

TEST_CASE("the twenty-seventh keyword is dropped") {
  Box box;
  std::vector<std::string> many;
  for (int i = 0; i < 30; ++i) {
    many.push_back("k" + std::to_string(i));
  }
  CHECK(box.letters(many) == "abcdefghijklmnopqrstuvwxyz");
  CHECK(box.letters({"k29"}).empty());
}

TEST_CASE("a lock that cannot be had costs the keyword, not the mail") {
  Box box;
  box.folder.write("dovecot-uidlist.lock", "1:other");
  box.folder.write("dovecot-keywords", "0 known\n");
  CHECK(box.letters({"known", "new", "\\Seen"}) == "Sa");
}

TEST_CASE("the file's lines") {
  CHECK(parse_keywords("0 a\n2 c d\nx\n99 y\n3 \n") == lmtp::maildir::Keywords{"a", "", "c d"});
  CHECK(format_keywords({"a", "", "c"}) == "0 a\n2 c\n");
  Box box;
  CHECK(box.letters({"a b", "", "x\ny", "\\Unknown"}).empty());
}
