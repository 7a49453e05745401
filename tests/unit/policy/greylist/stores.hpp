// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libcommon/base/unique_function.hpp"
#include "policy/greylist/store.hpp"

namespace dovetail::test {

// A greylist store under test, with what it lives on.
struct OpenedStore {
  virtual ~OpenedStore() = default;
  virtual void reopen() {}  // closes and opens the store on the same data
  std::unique_ptr<policy::greylist::Store> store;
};

struct StoreUnderTest {
  std::string name;
  bool settles = false;  // records move to their last place at once
  bool reopens = false;
  std::unique_ptr<OpenedStore> (*open)() = nullptr;
};

// Each kind that this machine has; the MariaDB one where DOVETAIL_TEST_MARIADB says how to reach a server.
std::vector<StoreUnderTest> greylist_stores();

}  // namespace dovetail::test
