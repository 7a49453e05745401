// SPDX-License-Identifier: MIT
#include "libcommon/metrics/registry.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("asking again gives the same instrument") {
  metrics::Registry registry;
  metrics::Counter& first = registry.counter("dovetail_x_total", "X.", {{"result", "ok"}});
  CHECK(&registry.counter("dovetail_x_total", "X.", {{"result", "ok"}}) == &first);
  CHECK(&registry.counter("dovetail_x_total", "X.", {{"result", "no"}}) != &first);
  CHECK(&registry.histogram("dovetail_s_seconds", "S.") == &registry.histogram("dovetail_s_seconds", "S."));
  CHECK(&registry.gauge("dovetail_g", "G.") == &registry.gauge("dovetail_g", "G."));
}

TEST_CASE("a computed gauge is read when somebody asks") {
  metrics::Registry registry;
  int value = 1;
  registry.computed_gauge("dovetail_level", "Level.", {}, [&value] { return value * 0.5; });
  value = 3;
  CHECK(registry.open_metrics().find("dovetail_level 1.5\n") != std::string::npos);
}
