// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/registry.hpp"

#include <cstdio>

#include <sys/stat.h>

#include "tests/unit/libcommon/table/maps/registry_fixture.hpp"

using namespace dovetail;
using namespace dovetail::table::maps;
using namespace dovetail::table::maps::test_of_registry;
using namespace std::chrono_literals;

TEST_CASE("a changed file is noticed once a second and asked for once") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  Registry registry;
  registry.adopt(one(fresh(plan("m", "hash:" + path))), tables_schema().defaults());
  std::optional<Registry::Changed> changed;
  CHECK(registry.find("m", base::MonoTime{} + 1s, changed));
  CHECK_FALSE(changed);
  folder.write("t", "k 2 more\n");
  registry.find("m", base::MonoTime{} + 1500ms, changed);
  CHECK_FALSE(changed);
  registry.find("m", base::MonoTime{} + 2s, changed);
  CHECK_FALSE(changed);  // perhaps there is more to come
  registry.find("m", base::MonoTime{} + 4s, changed);
  REQUIRE(changed);
  const Registry::Changed again = *changed;
  changed.reset();
  registry.find("m", base::MonoTime{} + 6s, changed);
  CHECK_FALSE(changed);  // being read
  CHECK(ask(registry, "k") == "1");
  CHECK(registry.replace(fresh(again.plan), again.generation) == Registry::Replaced::done);
  CHECK(ask(registry, "k") == "2 more");
  CHECK_FALSE(registry.find("other", base::MonoTime{}, changed));
}

TEST_CASE("a map that went wrong keeps its old version until it is right again") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "10.0.0.0/8 one\n");
  Registry registry;
  registry.adopt(one(fresh(plan("m", "cidr:" + path))), tables_schema().defaults());
  folder.write("t", "nonsense\n");
  registry.replace(fresh(plan("m", "cidr:" + path)), 1);
  CHECK(ask(registry, "10.0.0.1") == "one");
  REQUIRE(registry.status().size() == 1);
  CHECK(registry.status()[0].usable);
  CHECK_FALSE(registry.status()[0].problem.empty());
  registry.adopt(one(fresh(plan("m", "cidr:" + path))), tables_schema().defaults());
  CHECK(ask(registry, "10.0.0.1") == "one");
  folder.write("t", "10.0.0.0/8 two\n");
  registry.replace(fresh(plan("m", "cidr:" + path)), 2);
  CHECK(ask(registry, "10.0.0.1") == "two");
  CHECK(registry.status()[0].problem.empty());
}

TEST_CASE("a map that never was right answers with its fault; one that is gone is unknown") {
  Registry registry;
  registry.adopt(one(fresh(plan("m", "hash:/nonexistent/file"))), tables_schema().defaults());
  CHECK(ask(registry, "k") == "error");
  CHECK_FALSE(registry.status()[0].usable);
  registry.adopt({}, tables_schema().defaults());
  CHECK_FALSE(registry.find("m"));
}

TEST_CASE("a map that could not be read is looked at again a second later") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  Registry registry;
  registry.adopt(one(fresh(plan("m", "hash:" + path))), tables_schema().defaults());
  folder.write("t", "k 2 more\n");
  std::optional<Registry::Changed> changed;
  look_until_settled(registry, base::MonoTime{} + 1s, changed);
  REQUIRE(changed);
  changed.reset();
  registry.reading_failed("m", base::MonoTime{} + 5s);
  registry.reading_failed("gone", base::MonoTime{} + 5s);
  registry.find("m", base::MonoTime{} + 5500ms, changed);
  CHECK_FALSE(changed);
  registry.find("m", base::MonoTime{} + 6s, changed);
  CHECK(changed);
}

TEST_CASE("a map is settled between two looks, and while it is read") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  Registry registry;
  registry.adopt(one(fresh(plan("m", "hash:" + path))), tables_schema().defaults());
  const base::MonoTime start = base::MonoTime{} + 1s;
  CHECK(registry.settled("m", start) == nullptr);
  std::optional<Registry::Changed> changed;
  registry.find("m", start, changed);
  CHECK(registry.settled("m", start + 999ms) != nullptr);
  CHECK(registry.settled("other", start) == nullptr);
  folder.write("t", "k 2 more\n");
  look_until_settled(registry, start + 1s, changed);
  REQUIRE(changed);
  CHECK(registry.settled("m", start + 9s) != nullptr);
}

TEST_CASE("a change of a file's rights is a change, too") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  const FileStamp before = stamp_of(path);
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  CHECK(stamp_of(path).modified_ns == before.modified_ns);
  CHECK_FALSE(stamp_of(path) == before);
}

TEST_CASE("a file that is rewritten in place is not taken half-written") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "a 1\nb 1\n");
  Registry registry;
  registry.adopt(one(fresh(plan("m", "hash:" + path))), tables_schema().defaults());
  std::optional<Registry::Changed> changed;
  std::string content;
  for (int second = 1; second < 9; ++second) {  // somebody writes line by line
    content += "line" + std::to_string(second) + " x\n";
    folder.write("t", content);
    registry.find("m", base::MonoTime{} + std::chrono::seconds(second), changed);
    CHECK_FALSE(changed);
  }
  registry.find("m", base::MonoTime{} + 9s, changed);
  CHECK_FALSE(changed);
  registry.find("m", base::MonoTime{} + 10s, changed);
  CHECK(changed);
}

TEST_CASE("a file that has been left alone for long is taken at the first look") {
  Registry registry;
  FreshMap map = fresh(plan("m", "hash:/etc/passwd"));
  REQUIRE(map.files.size() == 1);
  map.files[0].stamp.size -= 1;  // it was another one when it was read
  registry.adopt(one(std::move(map)), tables_schema().defaults());
  std::optional<Registry::Changed> changed;
  registry.find("m", base::MonoTime{} + 1s, changed);
  CHECK(changed);
}

TEST_CASE("a file that changes while it is read makes a torn map") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "a 1\n");
  MovingSource files;
  CHECK_FALSE(read_map(plan("m", "hash:" + path), tables_schema().defaults(), files).torn);
  files.after_reading = [&] { folder.write("t", "a 1\nb 2\n"); };
  CHECK(read_map(plan("m", "hash:" + path), tables_schema().defaults(), files).torn);
}

TEST_CASE("a changed file that could not be read is read when it can be") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  const MapPlan planned = plan("m", "hash:" + path);
  Registry registry;
  registry.adopt(one(fresh(planned)), tables_schema().defaults());
  folder.write("t", "k 2 more\n");
  MovingSource files;
  files.refuses = true;
  CHECK(registry.replace(read_map(planned, tables_schema().defaults(), files), 1) == Registry::Replaced::done);
  CHECK(ask(registry, "k") == "1");
  std::optional<Registry::Changed> changed;
  look_until_settled(registry, base::MonoTime{} + 1s, changed);
  REQUIRE(changed);
  // The same again is no news: one line in the log is enough.
  CHECK(registry.replace(read_map(planned, tables_schema().defaults(), files), 1) ==
        Registry::Replaced::same_problem);
  changed.reset();
  look_until_settled(registry, base::MonoTime{} + 10s, changed);
  REQUIRE(changed);
  files.refuses = false;
  CHECK(registry.replace(read_map(planned, tables_schema().defaults(), files), 1) == Registry::Replaced::done);
  CHECK(ask(registry, "k") == "2 more");
}

TEST_CASE("a map that stays unreadable is not made anew each time") {
  const MapPlan planned = plan("m", "hash:/nonexistent/file");
  Registry registry;
  registry.adopt(one(fresh(planned)), tables_schema().defaults());
  const auto before = registry.find("m");
  registry.replace(fresh(planned), 1);
  CHECK(registry.find("m") == before);
}
