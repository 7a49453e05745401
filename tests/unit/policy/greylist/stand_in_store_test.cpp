// SPDX-License-Identifier: MIT
#include "policy/greylist/stand_in_store.hpp"

#include <array>

#include "tests/support/catch.hpp"
#include "tests/support/fake_greylist_store.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

constexpr std::int64_t kNow = 1'700'000'000;

TripletEntry seen(const std::string& key, std::int64_t first, std::int64_t last) {
  TripletEntry entry;
  entry.key = key;
  entry.times = TripletTimes{first, last};
  entry.changed = true;
  return entry;
}

// A disk that is full until a test says otherwise.
struct Fixture {
  bool full = true;
  std::unique_ptr<test::FakeGreylistStore> made = std::make_unique<test::FakeGreylistStore>();
  test::FakeGreylistStore& file = *made;
  std::unique_ptr<test::FakeGreylistStore> older;
  explicit Fixture(std::unique_ptr<test::FakeGreylistStore> before = nullptr) : older(std::move(before)) {}
  StandInStore store{std::make_unique<test::FakeGreylistStore>(),
                     [this]() -> base::Result<std::unique_ptr<Store>> {
                       if (full) return base::Unexpected(sql::make_error(sql::Failure::full, "disk is still full"));
                       return base::Result<std::unique_ptr<Store>>(std::move(made));
                     },
                     "disk is full", std::move(older), 600};
  std::optional<TripletTimes> times(const std::string& key) {
    std::array<TripletEntry, 1> one;
    one[0].key = key;
    REQUIRE(store.read_triplets(one));
    REQUIRE(store.commit({}, {}));
    return one[0].times;
  }
};

}  // namespace

TEST_CASE("while the file cannot be opened memory decides, and the reason is told") {
  Fixture f;
  CHECK(f.store.trouble() == "disk is full");
  REQUIRE(f.store.commit({}, std::array{seen("a", kNow, kNow)}));
  CHECK(f.times("a") == TripletTimes{kNow, kNow});
  CHECK_FALSE(f.times("b"));
  CHECK_FALSE(*f.store.tidy({}, kNow));
  CHECK(f.store.trouble() == "disk is still full");
  CHECK(f.file.triplets.empty());
}

TEST_CASE("when there is room again the file gets what was seen meanwhile") {
  Fixture f;
  for (int i = 0; i < 500; ++i) {
    REQUIRE(f.store.commit({}, std::array{seen("k" + std::to_string(i), kNow, kNow)}));
  }
  f.file.triplets = {{"k1", {kNow - 500, kNow - 100}},            // has passed before
                     {"k2", {kNow - 9 * 86400, kNow - 9 * 86400}},  // never came back in time
                     {"old", {kNow - 700, kNow - 300}}};
  ClientEntry counted;
  counted.key = "1.2.3.4";
  counted.count = ClientCount{2, kNow};
  counted.changed = true;
  REQUIRE(f.store.commit(std::array{counted}, {}));
  f.file.clients["1.2.3.4"] = {4, kNow - 4000};
  f.full = false;
  CHECK(*f.store.tidy({}, kNow));
  CHECK(f.store.trouble().empty());
  CHECK(f.times("old") == TripletTimes{kNow - 700, kNow - 300});
  CHECK(f.times("k1") == TripletTimes{kNow - 500, kNow});
  CHECK(f.times("k2") == TripletTimes{kNow, kNow});
  CHECK(f.file.triplets.size() == 501);
  CHECK(f.file.clients.at("1.2.3.4") == ClientCount{4, kNow});
}

TEST_CASE("a disk that is full again in the middle loses nothing and counts nothing twice") {
  Fixture f;
  REQUIRE(f.store.commit({}, std::array{seen("a", kNow, kNow), seen("b", kNow, kNow)}));
  f.full = false;
  f.file.poison = "b";
  CHECK_FALSE(*f.store.tidy({}, kNow));
  CHECK(f.store.trouble() == "poisoned");
  CHECK(f.times("a") == TripletTimes{kNow, kNow});
}

TEST_CASE("a file that opens but cannot be written takes no place") {
  bool writable = false;
  StandInStore store(
      std::make_unique<test::FakeGreylistStore>(),
      [&]() -> base::Result<std::unique_ptr<Store>> {
        auto file = std::make_unique<test::FakeGreylistStore>();
        file->troubled = writable ? "" : "read only";
        return base::Result<std::unique_ptr<Store>>(std::move(file));
      },
      "cannot open");
  REQUIRE(store.commit({}, std::array{seen("a", kNow, kNow)}));
  CHECK_FALSE(*store.tidy({}, kNow));
  CHECK(store.trouble() == "read only");
  writable = true;
  CHECK(*store.tidy({}, kNow));
  CHECK(store.trouble().empty());
}

TEST_CASE("memory is bounded") {
  Fixture f;
  std::size_t stored = 0;
  while (f.store.commit({}, std::array{seen("k" + std::to_string(stored), kNow, kNow)})) {
    REQUIRE(++stored < 1000);
  }
  CHECK(stored == 600);
}

TEST_CASE("what was stored before is known, and goes on from there") {
  auto before = std::make_unique<test::FakeGreylistStore>();
  before->triplets = {{"passed", {kNow - 900, kNow - 500}}, {"waits", {kNow - 100, kNow - 100}}};
  before->clients = {{"1.2.3.4", {7, kNow - 50}}};
  Fixture f(std::move(before));
  CHECK(f.times("passed") == TripletTimes{kNow - 900, kNow - 500});
  CHECK_FALSE(f.times("never"));
  std::array<ClientEntry, 1> client;
  client[0].key = "1.2.3.4";
  REQUIRE(f.store.read_clients(client));
  CHECK(client[0].count == ClientCount{7, kNow - 50});
  REQUIRE(f.store.commit({}, std::array{seen("waits", kNow - 100, kNow + 300)}));
  CHECK(f.times("waits") == TripletTimes{kNow - 100, kNow + 300});  // memory's, not the older one
  TripletEntry by_heart;
  by_heart.key = "passed";
  CHECK_FALSE(f.store.recall(by_heart));  // only reading knows
  f.full = false;
  CHECK(*f.store.tidy({}, kNow));
  CHECK(f.times("waits") == TripletTimes{kNow - 100, kNow + 300});
}

TEST_CASE("at the end what was seen is saved if there is room, and else said to be lost") {
  {
    Fixture f;
    CHECK(f.store.close({}, kNow));  // nothing was seen
    REQUIRE(f.store.commit({}, std::array{seen("a", kNow, kNow)}));
    const auto closed = f.store.close({}, kNow);
    REQUIRE_FALSE(closed);
    CHECK(closed.error().detail == "disk is still full");
  }
  Fixture f;
  REQUIRE(f.store.commit({}, std::array{seen("a", kNow, kNow)}));
  f.full = false;
  CHECK(f.store.close({}, kNow));
  CHECK(f.file.triplets.at("a") == TripletTimes{kNow, kNow});
}
