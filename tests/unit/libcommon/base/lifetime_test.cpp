// SPDX-License-Identifier: MIT
#include "libcommon/base/lifetime.hpp"

#include <optional>

#include "tests/support/catch.hpp"

using dovetail::base::Lifetime;

TEST_CASE("a watch sees the end of what it watches") {
  std::optional<Lifetime> session(std::in_place);
  const Lifetime::Watch watch = session->watch();
  CHECK(watch.alive());
  session.reset();
  CHECK_FALSE(watch.alive());
}

TEST_CASE("a watch of nothing is not alive") {
  CHECK_FALSE(Lifetime::Watch{}.alive());
}
