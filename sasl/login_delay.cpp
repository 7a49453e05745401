// SPDX-License-Identifier: MIT
#include "sasl/login_delay.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::int64_t kMostAhead = 300;
constexpr std::size_t kLogged = 64;

}  // namespace

base::Result<std::chrono::seconds, std::string> login_delay(std::string_view value, std::int64_t now,
                                                            std::uint64_t (*random)()) {
  const auto plus = value.find('+');
  const std::string_view stamp = value.substr(0, plus);
  const auto until = base::to_number<std::int64_t>(stamp);
  if (!until || *until <= 0) {
    return base::Unexpected("Invalid delay_until timestamp '" + base::printable(stamp, kLogged) + "'");
  }
  std::int64_t extra = 0;
  if (plus != std::string_view::npos) {
    const std::string_view text = value.substr(plus + 1);
    const auto most = base::to_number<std::uint32_t>(text);
    if (!most) {
      return base::Unexpected("Invalid delay_until randomness number '" + base::printable(text, kLogged) +
                              "'");
    }
    extra = *most == 0 ? 0 : static_cast<std::int64_t>(random() % *most);
  }
  if (*until <= now) {
    return std::chrono::seconds(0);  // whatever was random about it lies in the past, too
  }
  if (*until - now > kMostAhead || *until - now + extra > kMostAhead) {
    return base::Unexpected("delay_until timestamp " + std::to_string(*until) +
                            " is too much in the future, failing");
  }
  return std::chrono::seconds(*until - now + extra);
}

}  // namespace dovetail::sasl
