// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libcommon/metrics/family.hpp"

namespace dovetail::metrics {

// OpenMetrics 1.0 names a counter's family without "_total" and ends with "# EOF"; Prometheus' older text
// format does neither.
enum class TextFormat { open_metrics, prometheus };

std::string to_text(const std::vector<std::unique_ptr<Family>>& families, TextFormat format);

}  // namespace dovetail::metrics
