// SPDX-License-Identifier: MIT
#include "libcommon/maildir/file_name.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"

namespace dovetail::maildir {

namespace {

std::string safe_host(std::string_view host) {
  std::string safe(host);
  safe = base::replaced_all(safe, "/", "\\057");
  safe = base::replaced_all(safe, ":", "\\072");
  return base::replaced_all(safe, ",", "\\054");
}

std::optional<std::int64_t> size_in(std::string_view part) {
  const auto value = base::to_number<std::int64_t>(part);
  return value && *value >= 0 ? value : std::nullopt;
}

}  // namespace

UniqueNames::UniqueNames(std::string_view host, long pid)
    : tail_("P" + std::to_string(pid) + "." + safe_host(host)) {}

std::string UniqueNames::next(base::WallTime now) {
  const std::int64_t wanted =
      std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  std::int64_t last = last_microsecond_.load(std::memory_order_relaxed);
  std::int64_t mine = 0;
  do {
    mine = std::max(wanted, last + 1);
  } while (!last_microsecond_.compare_exchange_weak(last, mine, std::memory_order_relaxed));
  return std::to_string(mine / 1'000'000) + ".M" + std::to_string(mine % 1'000'000) + tail_;
}

FileName parse_file_name(std::string_view name) {
  FileName parsed;
  std::string_view base_part = name;
  if (const auto info = name.find(':'); info != std::string_view::npos) {
    base_part = name.substr(0, info);
    if (name.substr(info).starts_with(":2,")) {
      parsed.flags = name.substr(info + 3);
      parsed.flags = parsed.flags.substr(0, parsed.flags.find(','));
    }
  }
  parsed.unique = base_part.substr(0, base_part.find(','));
  for (std::size_t at = parsed.unique.size(); at < base_part.size();) {
    const std::size_t end = std::min(base_part.find(',', at + 1), base_part.size());
    const std::string_view part = base_part.substr(at + 1, end - at - 1);
    if (part.starts_with("S=") && !parsed.size) {
      parsed.size = size_in(part.substr(2));
    } else if (part.starts_with("W=") && !parsed.virtual_size) {
      parsed.virtual_size = size_in(part.substr(2));
    }
    at = end;
  }
  return parsed;
}

std::string format_file_name(std::string_view unique, std::int64_t size, std::int64_t virtual_size,
                             std::string_view flags) {
  std::string name(unique);
  name += ",S=" + std::to_string(size) + ",W=" + std::to_string(virtual_size);
  if (!flags.empty()) {
    std::string sorted(flags);
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    name += ":2," + sorted;
  }
  return name;
}

}  // namespace dovetail::maildir
