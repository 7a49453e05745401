// SPDX-License-Identifier: MIT
// Processes that are killed in the middle of writing, moving and removing records: what they had committed is there.
#include <csignal>
#include <random>
#include <set>

#include <sys/wait.h>
#include <unistd.h>

#include "policy/greylist/rules.hpp"
#include "policy/greylist/shared_sqlite_store.hpp"
#include "policy/greylist/sqlite_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

constexpr std::int64_t kStart = 1'700'000'000;
constexpr std::int64_t kOld = kStart - 40 * 86400;
constexpr int kOldEvery = 3;  // of the records: they may be swept at any moment

using Open = std::unique_ptr<Store> (*)(const std::string& path);

std::unique_ptr<Store> open_alone(const std::string& path) {
  auto opened = SqliteStore::open(path, {.settle_at = 32});
  return opened ? std::move(*opened) : nullptr;
}

std::unique_ptr<Store> open_shared(const std::string& path) {
  auto opened = SharedSqliteStore::open(path);
  return opened ? std::move(*opened) : nullptr;
}

bool put(Store& store, const std::string& key, std::int64_t now) {
  std::vector<TripletEntry> entries(1);
  entries[0].key = key;
  if (!store.read_triplets(entries)) return false;
  entries[0].times = TripletTimes{entries[0].times ? entries[0].times->first : now, now};
  entries[0].changed = true;
  return static_cast<bool>(store.commit({}, entries));
}

// In the child, until it is killed: writes one number after the other and tells each that is committed; touches some
// again; tidies all the time, by a clock that jumps.
[[noreturn]] void write_for_ever(Open open, const std::string& path, std::uint32_t first, int pipe) {
  const auto store = open(path);
  const Settings settings;
  std::mt19937 random(first);
  for (std::uint32_t n = first; store != nullptr; ++n) {
    if (!put(*store, std::to_string(n), n % kOldEvery == 0 ? kOld : kStart)) break;
    if (n % 4 == 1 && !put(*store, std::to_string(n), kStart + 400)) break;
    if (::write(pipe, &n, sizeof n) != sizeof n) break;
    const std::int64_t jump = n % 16 == 0 ? -86400 * static_cast<std::int64_t>(random() % 60) : 0;
    static_cast<void>(store->tidy(settings, kStart + 500 + jump));
  }
  ::_exit(1);
}

struct Child {
  pid_t pid = -1;
  int pipe = -1;
};

Child start(Open open, const std::string& path, std::uint32_t first) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t pid = ::fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    ::close(ends[0]);
    write_for_ever(open, path, first, ends[1]);
  }
  ::close(ends[1]);
  return {pid, ends[0]};
}

// Kills it after so many records, and adds those that it told of.
void kill_after(const Child& child, std::size_t records, std::set<std::uint32_t>& told) {
  std::uint32_t n = 0;
  for (std::size_t count = 0; ::read(child.pipe, &n, sizeof n) == sizeof n; ++count) {
    told.insert(n);
    if (count == records) ::kill(child.pid, SIGKILL);
  }
  ::close(child.pipe);
  int status = 0;
  REQUIRE(::waitpid(child.pid, &status, 0) == child.pid);
  CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
}

void check_all(Store& store, const std::set<std::uint32_t>& told) {
  std::vector<TripletEntry> entries(1);
  std::size_t lost = 0;
  for (const std::uint32_t n : told) {
    if (n % kOldEvery == 0) continue;
    entries[0].key = std::to_string(n);
    REQUIRE(store.read_triplets(entries));
    REQUIRE(store.commit({}, {}));
    const std::int64_t last = n % 4 == 1 ? kStart + 400 : kStart;
    lost += entries[0].times == TripletTimes{kStart, last} ? 0U : 1U;
  }
  CHECK(lost == 0);
}

}  // namespace

TEST_CASE("SIGKILL while records settle and old ones are swept loses nothing that was committed") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  std::set<std::uint32_t> told;
  std::mt19937 random(5);
  for (std::uint32_t round = 0; round < 12; ++round) {
    kill_after(start(open_alone, path, round * 100'000 + 1), 20 + random() % 300, told);
    const auto store = open_alone(path);
    REQUIRE(store);
    check_all(*store, told);
  }
}

TEST_CASE("SIGKILL of processes that share a file loses nothing that one of them had committed") {
  const test::TemporaryFolder folder;
  const std::string path = folder / "g.db";
  std::set<std::uint32_t> told;
  std::mt19937 random(7);
  for (std::uint32_t round = 0; round < 6; ++round) {
    const Child one = start(open_shared, path, round * 200'000 + 1);
    const Child other = start(open_shared, path, round * 200'000 + 100'000);
    kill_after(one, 20 + random() % 100, told);
    kill_after(other, 20 + random() % 100, told);
    const auto store = open_shared(path);
    REQUIRE(store);
    check_all(*store, told);
  }
}

TEST_CASE("a clock that jumps while records are swept removes none that was in time") {
  const test::TemporaryFolder folder;
  for (const Open open : {open_alone, open_shared}) {
    const std::string path = folder / (open == open_alone ? "a.db" : "s.db");
    const auto store = open(path);
    REQUIRE(store);
    const Settings settings;
    std::mt19937 random(3);
    for (int n = 0; n < 1500; ++n) {
      REQUIRE(put(*store, "t" + std::to_string(n), kStart + n));
      REQUIRE(put(*store, "t" + std::to_string(n), kStart + n + 400));
      // Never so late that a record is old, as far back as it likes.
      REQUIRE(store->tidy(settings, kStart + 400 + static_cast<std::int64_t>(random() % (34 * 86400)) -
                                        static_cast<std::int64_t>(random() % (90 * 86400))));
    }
    std::vector<TripletEntry> entries(1);
    for (int n = 0; n < 1500; ++n) {
      entries[0].key = "t" + std::to_string(n);
      REQUIRE(store->read_triplets(entries));
      REQUIRE(store->commit({}, {}));
      REQUIRE(entries[0].times == TripletTimes{kStart + n, kStart + n + 400});
    }
    // Forward for good: all of them go, at the end of the walk that had begun and in the next one.
    for (const std::int64_t now : {kStart + 80 * 86400, kStart + 80 * 86400 + 3600}) {
      for (int steps = 0; steps < 1000 && store->tidy(settings, now).value(); ++steps) {
      }
    }
    const std::size_t recent = open == open_alone ? 64 : 0;  // those that are left for a later walk
    CHECK(store->triplets_from("", 2000).value().rows.size() <= recent);
  }
}
