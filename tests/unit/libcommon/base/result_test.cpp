// SPDX-License-Identifier: MIT
#include "libcommon/base/result.hpp"

#include <memory>
#include <string>

#include "tests/support/catch.hpp"

using namespace dovetail;
using base::Result;
using base::Unexpected;

namespace {

Result<int> halved(int number) {
  if (number % 2 != 0) {
    return Unexpected(base::permanent("odd"));
  }
  return number / 2;
}

}  // namespace

TEST_CASE("a result holds the value or the error") {
  const Result<int> good = halved(4);
  REQUIRE(good.has_value());
  CHECK(*good == 2);
  CHECK(good.value_or(9) == 2);

  const Result<int> bad = halved(3);
  REQUIRE_FALSE(bad);
  CHECK(bad.error().detail == "odd");
  CHECK(bad.value_or(9) == 9);
}

TEST_CASE("a result carries values that can only be moved") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  REQUIRE(result);
  const std::unique_ptr<int> taken = *std::move(result);
  CHECK(*taken == 7);
}

TEST_CASE("value and error may be of one type") {
  const Result<std::string, std::string> bad = Unexpected(std::string("no"));
  REQUIRE_FALSE(bad);
  CHECK(bad.error() == "no");
}

TEST_CASE("a result without a value is success until it is given an error") {
  const Result<void> good;
  CHECK(good);
  const Result<void> bad = Unexpected(base::temporary("disk full", 28));
  REQUIRE_FALSE(bad);
  CHECK(bad.error().code == 28);
}
