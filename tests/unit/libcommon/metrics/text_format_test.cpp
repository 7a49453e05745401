// SPDX-License-Identifier: MIT
#include "libcommon/metrics/text_format.hpp"

#include <cmath>

#include "libcommon/metrics/registry.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("OpenMetrics names a counter's family without its suffix and ends with EOF") {
  metrics::Registry registry;
  registry.counter("dovetail_policy_requests_total", "Requests \\ by\n\"action\".", {{"action", "a\"b\\c\n"}})
      .add(7);
  CHECK(registry.open_metrics() ==
        "# HELP dovetail_policy_requests Requests \\\\ by\\n\\\"action\\\".\n"
        "# TYPE dovetail_policy_requests counter\n"
        "dovetail_policy_requests_total{action=\"a\\\"b\\\\c\\n\"} 7\n"
        "# EOF\n");
}

TEST_CASE("Prometheus' own text format keeps the counter's full name") {
  metrics::Registry registry;
  registry.counter("dovetail_x_total", "X.").add();
  CHECK(registry.prometheus_text() ==
        "# HELP dovetail_x_total X.\n# TYPE dovetail_x_total counter\ndovetail_x_total 1\n");
}

TEST_CASE("histogram buckets are cumulative and end with +Inf") {
  metrics::Registry registry;
  auto& histogram = registry.histogram("dovetail_s_seconds", "S.", {{"k", "v"}}, {0.5, 1});
  histogram.observe(0.5);
  histogram.observe(0.75);
  histogram.observe(2);
  CHECK(registry.open_metrics() ==
        "# HELP dovetail_s_seconds S.\n# TYPE dovetail_s_seconds histogram\n"
        "dovetail_s_seconds_bucket{k=\"v\",le=\"0.5\"} 1\n"
        "dovetail_s_seconds_bucket{k=\"v\",le=\"1\"} 2\n"
        "dovetail_s_seconds_bucket{k=\"v\",le=\"+Inf\"} 3\n"
        "dovetail_s_seconds_sum{k=\"v\"} 3.25\n"
        "dovetail_s_seconds_count{k=\"v\"} 3\n"
        "# EOF\n");
}

TEST_CASE("numbers that are none are written as the format names them") {
  metrics::Registry registry;
  registry.computed_gauge("dovetail_nan", "N.", {}, [] { return std::nan(""); });
  registry.computed_gauge("dovetail_inf", "I.", {}, [] { return -INFINITY; });
  registry.gauge("dovetail_big", "B.").set(1'234'567'890'123);
  const std::string text = registry.open_metrics();
  CHECK(text.find("dovetail_nan NaN\n") != text.npos);
  CHECK(text.find("dovetail_inf -Inf\n") != text.npos);
  CHECK(text.find("dovetail_big 1234567890123\n") != text.npos);
}
