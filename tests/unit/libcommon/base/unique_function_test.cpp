// SPDX-License-Identifier: MIT
#include "libcommon/base/unique_function.hpp"

#include "tests/support/catch.hpp"

using dovetail::base::UniqueFunction;

TEST_CASE("a unique function owns what it captured and can be moved") {
  UniqueFunction<int(int)> add = [base = std::make_unique<int>(40)](int more) { return *base + more; };
  UniqueFunction<int(int)> moved = std::move(add);
  CHECK(moved(2) == 42);
  CHECK_FALSE(add);  // NOLINT(bugprone-use-after-move): a moved-from one is empty, and says so
}

TEST_CASE("an empty unique function says so") {
  const UniqueFunction<void()> nothing;
  CHECK_FALSE(nothing);
}

TEST_CASE("a unique function may drop what its target returns") {
  int calls = 0;
  UniqueFunction<void()> call = [&calls] { return ++calls; };
  call();
  CHECK(calls == 1);
}
