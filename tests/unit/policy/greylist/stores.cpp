// SPDX-License-Identifier: MIT
#include "tests/unit/policy/greylist/stores.hpp"

#include "policy/greylist/mariadb_store.hpp"
#include "policy/greylist/shared_sqlite_store.hpp"
#include "policy/greylist/sqlite_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/databases.hpp"
#include "tests/support/fake_greylist_store.hpp"
#include "tests/support/temporary_folder.hpp"

namespace dovetail::test {
namespace {

using policy::greylist::SqliteStore;
using policy::greylist::SqliteStoreOptions;

struct OpenedFake final : OpenedStore {
  OpenedFake() { store = std::make_unique<FakeGreylistStore>(); }
};

struct OpenedSqlite final : OpenedStore {
  explicit OpenedSqlite(std::size_t settle_at) : options{.settle_at = settle_at} { reopen(); }
  void reopen() override {
    store.reset();
    auto opened = SqliteStore::open(folder / "greylist.db", options);
    REQUIRE(opened);
    store = std::move(*opened);
  }
  TemporaryFolder folder;
  SqliteStoreOptions options;
};

struct OpenedShared final : OpenedStore {
  OpenedShared() { reopen(); }
  void reopen() override {
    store.reset();
    auto opened = policy::greylist::SharedSqliteStore::open(folder / "greylist.db");
    REQUIRE(opened);
    store = std::move(*opened);
  }
  TemporaryFolder folder;
};

struct OpenedMariadb final : OpenedStore {
  OpenedMariadb() { reopen(); }
  void reopen() override {
    store = std::make_unique<policy::greylist::MariadbStore>(scratch.source(), clock);
  }
  base::SystemClock clock;
  ScratchDatabase scratch{"mariadb"};
};

}  // namespace

std::vector<StoreUnderTest> greylist_stores() {
  std::vector<StoreUnderTest> stores{
      {"fake", false, false, []() -> std::unique_ptr<OpenedStore> { return std::make_unique<OpenedFake>(); }},
      {"sqlite", false, true,
       []() -> std::unique_ptr<OpenedStore> { return std::make_unique<OpenedSqlite>(65536); }},
      {"sqlite, always settling", true, true,
       []() -> std::unique_ptr<OpenedStore> { return std::make_unique<OpenedSqlite>(4); }},
  };
  stores.push_back({"sqlite, shared", true, true,
                    []() -> std::unique_ptr<OpenedStore> { return std::make_unique<OpenedShared>(); }});
  for (const std::string& engine : sql_engines()) {
    if (engine != "mariadb") continue;
    stores.push_back({"mariadb", true, true,
                      []() -> std::unique_ptr<OpenedStore> { return std::make_unique<OpenedMariadb>(); }});
  }
  return stores;
}

}  // namespace dovetail::test
