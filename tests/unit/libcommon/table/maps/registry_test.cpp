// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/registry.hpp"

#include <cstdio>
#include <functional>

#include <sys/stat.h>

#include "libcommon/table/maps/direct.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::table::maps;
using namespace std::chrono_literals;

namespace {

MapPlan plan(std::string name, std::string source) {
  TableSettings settings = TableSettings::for_name(name);
  settings.source = std::move(source);
  return {settings, "table " + name};
}

FreshMap fresh(const MapPlan& planned) {
  return read_map(planned, tables_schema().defaults(), config::DiskSource());
}

std::vector<FreshMap> one(FreshMap map) {
  std::vector<FreshMap> maps;
  maps.push_back(std::move(map));
  return maps;
}

std::string ask(const Registry& registry, std::string_view key) {
  const base::SystemClock clock;
  const auto answer = DirectLookups(clock).ask(registry.find("m"), key);
  return !answer ? "error" : *answer ? **answer : "-";
}

// Looks often enough to be sure that nobody writes to the file any more.
void look_until_settled(Registry& registry, base::MonoTime from, std::optional<Registry::Changed>& changed) {
  registry.find("m", from, changed);
  registry.find("m", from + Registry::kSettled, changed);
}

// A disk on which something happens meanwhile.
struct MovingSource final : config::FileSource {
  config::DiskSource disk;
  std::function<void()> after_reading = [] {};
  bool refuses = false;
  base::Result<std::string> read(const std::string& path, std::size_t limit) const override {
    if (refuses) return base::Unexpected(base::permanent("cannot read " + path + ": Permission denied"));
    auto content = disk.read(path, limit);
    after_reading();
    return content;
  }
  std::vector<std::string> matches(const std::string& pattern) const override { return disk.matches(pattern); }
};

}  // namespace

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

TEST_CASE("what was read for an older configuration does not overwrite a newer one") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  Registry registry;
  registry.adopt(one(fresh(plan("m", "hash:" + path))), tables_schema().defaults());
  folder.write("t", "k 2 more\n");
  std::optional<Registry::Changed> changed;
  look_until_settled(registry, base::MonoTime{} + 1s, changed);
  REQUIRE(changed);
  auto late = fresh(changed->plan);
  registry.adopt(one(fresh(plan("m", "inline:{k=new}"))), tables_schema().defaults());
  CHECK(registry.replace(std::move(late), changed->generation) == Registry::Replaced::too_late);
  CHECK(ask(registry, "k") == "new");
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

TEST_CASE("a map that came later is there, unless another configuration came before it") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  Registry registry;
  registry.adopt({}, tables_schema().defaults());
  const auto generation = registry.generation();
  CHECK(registry.plans().empty());
  CHECK(registry.add(fresh(plan("m", "hash:" + path)), generation));
  CHECK(ask(registry, "k") == "1");
  REQUIRE(registry.plans().size() == 1);
  CHECK(registry.plans()[0].settings.name == "m");
  registry.adopt({}, tables_schema().defaults());
  CHECK_FALSE(registry.add(fresh(plan("m", "hash:" + path)), generation));
  CHECK_FALSE(registry.find("m"));
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

TEST_CASE("a reload does not take a torn map where there was a whole one") {
  const test::TemporaryFolder folder;
  const std::string path = folder.write("t", "k 1\n");
  Registry registry;
  registry.adopt(one(fresh(plan("m", "hash:" + path))), tables_schema().defaults());
  folder.write("t", "other 2\n");
  FreshMap torn = fresh(plan("m", "hash:" + path));
  torn.torn = true;
  registry.adopt(one(std::move(torn)), tables_schema().defaults());
  CHECK(ask(registry, "k") == "1");
  std::optional<Registry::Changed> changed;
  look_until_settled(registry, base::MonoTime{} + 10s, changed);
  CHECK(changed);
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

TEST_CASE("a map whose files nobody touched is not read again at a reload") {
  const test::TemporaryFolder folder;
  folder.write("t", "k old\n");
  const MapPlan planned = plan("m", "hash:" + folder.path() + "/t");
  const TablesSettings settings = tables_schema().defaults();
  Registry registry;
  CHECK_FALSE(registry.unchanged(planned, settings));  // nothing is in force
  registry.adopt(one(fresh(planned)), settings);
  const auto before = registry.find("m");
  auto same = registry.unchanged(planned, settings);
  REQUIRE(same);
  registry.adopt(one(*std::move(same)), settings);
  CHECK(registry.find("m") == before);
  CHECK(ask(registry, "k") == "old");

  TablesSettings others = settings;
  others.tables_local_domains = "example.test";
  CHECK_FALSE(registry.unchanged(planned, others));
  MapPlan exact = planned;
  exact.settings.fold = Choice::no;
  CHECK_FALSE(registry.unchanged(exact, settings));
  folder.write("t", "k newer\n");
  CHECK_FALSE(registry.unchanged(planned, settings));
  std::remove((folder.path() + "/t").c_str());
  CHECK_FALSE(registry.unchanged(planned, settings));
}

TEST_CASE("a map with a fault is read again at every reload") {
  const MapPlan planned = plan("m", "hash:/nonexistent/file");
  const TablesSettings settings = tables_schema().defaults();
  Registry registry;
  registry.adopt(one(fresh(planned)), settings);
  CHECK_FALSE(registry.unchanged(planned, settings));
}
