// SPDX-License-Identifier: MIT
#include "sasl/passdb/passwd_file.hpp"

#include <unistd.h>

#include "sasl/passdb/passwd_file_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::sasl;

TEST_CASE("Lines of a passwd-file") {
  const auto entries = PasswdEntries::parse(
      "# comment\n\nalice:{PLAIN}a:1:2:gecos:/home/a:/bin/sh:x=1 y  userdb_mail=maildir:~/M "
      "allow_nets=::1/128\n"
      "bob:pw\r\ncarol\n:noname\nalice:again\n");
  REQUIRE(entries.find("alice"));
  CHECK(entries.find("alice")->password == "{PLAIN}a");
  CHECK(entries.find("alice")->uid == "1");
  CHECK(entries.find("alice")->home == "/home/a");
  CHECK(entries.find("alice")->extra ==
        std::vector<std::string>{"x=1", "y", "userdb_mail=maildir:~/M", "allow_nets=::1/128"});
  CHECK(entries.find("bob")->password == "pw");
  CHECK(entries.find("carol")->password.empty());
  CHECK_FALSE(entries.find("noname"));
  CHECK(entries.users().size() == 3);
  CHECK(entries.complaints() == std::vector<std::string>{"User alice exists more than once"});
}

TEST_CASE("A changed file is read again, a missing one is a temporary failure") {
  test::TemporaryFolder folder;
  PasswdFiles files;
  const std::string path = folder.write("users", "a:1\n");
  CHECK((*files.open(path))->find("a")->password == "1");
  folder.write("users", "a:22\n");
  CHECK((*files.open(path))->find("a")->password == "22");
  const auto missing = files.open(folder / "none");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == base::ErrorKind::temporary);
  CHECK_FALSE(files.open(folder.path()));
}

TEST_CASE("A file that is not as long as it says is being written: temporary, no missing user") {
  PasswdFiles files;
  const auto growing = files.open("/proc/self/status");  // a regular file of 0 bytes, with content
  REQUIRE_FALSE(growing);
  CHECK(growing.error().kind == base::ErrorKind::temporary);
  CHECK(growing.error().detail == "/proc/self/status is being written");
}

TEST_CASE("Between two turns of the loop a file is looked at once") {
  test::TemporaryFolder folder;
  PasswdFiles files;
  const std::string path = folder.write("users", "a:1\n");
  files.begin_turn();
  CHECK((*files.open(path))->find("a")->password == "1");
  folder.write("users", "a:22\n");
  CHECK((*files.open(path))->find("a")->password == "1");
  files.begin_turn();
  CHECK((*files.open(path))->find("a")->password == "22");
  REQUIRE(::unlink(path.c_str()) == 0);
  files.begin_turn();
  CHECK_FALSE(files.open(path));
  CHECK_FALSE(files.open(path));
  folder.write("users", "a:333\n");
  CHECK((*files.open(path))->find("a")->password == "333");  // a missing file is looked for each time
}

TEST_CASE("A user that stands in a file twice is complained about once for each reading") {
  test::TemporaryFolder folder;
  PasswdFilePassdb source(parse_passwd_file_args(folder.write("users", "a:1\na:2\n")));
  Subject subject;
  subject.user = "a";
  CHECK(std::get<Found>(std::get<Answer>(source.look_up(subject))).password == "1");
  CHECK(source.take_complaints() == std::vector<std::string>{folder / "users: User a exists more than once"});
  source.look_up(subject);
  CHECK(source.take_complaints().empty());
  std::string many;
  for (int count = 0; count < 30; ++count) {
    many += "a:3\n";
  }
  folder.write("users", many);
  source.look_up(subject);
  const auto complaints = source.take_complaints();
  CHECK(complaints.size() == 21);
  CHECK(complaints.back() == (folder / "users: 9 more mistakes"));
}

TEST_CASE("args of the driver") {
  const auto args = parse_passwd_file_args("scheme=plain username_format=%n /etc/my users");
  CHECK(args.scheme == "PLAIN");
  CHECK(args.user_format == "%n");
  CHECK(args.path == "/etc/my users");
  CHECK(parse_passwd_file_args("/x").scheme == "CRYPT");
}

TEST_CASE("A path with variables: one file per domain, never outside its folder") {
  test::TemporaryFolder folder;
  folder.write("ex.test", "bob:{PLAIN}x\n");
  PasswdFilePassdb source(parse_passwd_file_args("username_format=%n " + (folder / "%d")));
  const auto outcome = [&](const char* user) {
    Subject subject;
    subject.user = user;
    return std::get<Answer>(source.look_up(subject)).index();
  };
  CHECK(outcome("bob@ex.test") == 0);
  CHECK(outcome("bob@other.test") == 1);
  CHECK(outcome("bob@..") == 1);
  CHECK(outcome("bob@../ex.test") == 1);
  CHECK(outcome("bob") == 1);
}

TEST_CASE("nopassword and an empty password") {
  test::TemporaryFolder folder;
  PasswdFilePassdb source(parse_passwd_file_args(folder.write("users", "a::::::: nopassword\nb:\n")));
  Subject subject;
  subject.user = "a";
  const auto a = std::get<Found>(std::get<Answer>(source.look_up(subject)));
  CHECK((a.any_password && !a.password));
  subject.user = "b";
  const auto b = std::get<Found>(std::get<Answer>(source.look_up(subject)));
  CHECK((!b.any_password && !b.password));
}
