// SPDX-License-Identifier: MIT
#include "policy/greylist/list_file.hpp"

#include "policy/greylist/client_list.hpp"
#include "policy/greylist/limits.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

TEST_CASE("a list file is read whole") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("clients", "a.test\nb.test\n");
  CHECK(*read_list_file(path) == "a.test\nb.test\n");
}

TEST_CASE("a missing file is told in Postgrey's words, a missing .local file is empty") {
  const test::TemporaryFolder folder;
  const auto missing = read_list_file(folder / "clients");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().detail == "can't open " + (folder / "clients") + ": No such file or directory");
  const auto local = read_list_file(folder / "clients.local");
  REQUIRE(local);
  CHECK(local->empty());
}

TEST_CASE("a folder in place of a file is an error, not an empty list") {
  const test::TemporaryFolder folder;
  CHECK_FALSE(read_list_file(folder.path()));
}

TEST_CASE("over-long lines are left out") {
  ClientList list;
  std::vector<ListProblem> problems;
  list.read("F", std::string(kMaxListLine + 1, 'a') + "\nb.test", problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].text == "F line 1: line too long");
  CHECK(list.size() == 1);
}

TEST_CASE("several files fill one list") {
  ClientList list;
  std::vector<ListProblem> problems;
  list.read("one", "a.test\r\n", problems);
  list.read("two", "b.test", problems);
  CHECK(problems.empty());
  CHECK(list.entry(*list.find_name("b.test")).file == "two");
  CHECK(list.entry(*list.find_name("a.test")).file == "one");
}
