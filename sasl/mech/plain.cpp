// SPDX-License-Identifier: MIT
#include "sasl/mech/plain.hpp"

#include "libcommon/base/text.hpp"

namespace dovetail::sasl::mech {

Step Plain::start(std::optional<std::string_view> initial) {
  return initial ? respond(*initial) : Step(Challenge{});
}

Step Plain::respond(std::string_view response) {
  // RFC 4616 §2: exactly two NULs; neither name nor password may hold one.
  const auto first = response.find('\0');
  const auto second = first == std::string_view::npos ? first : response.find('\0', first + 1);
  if (second == std::string_view::npos || response.find('\0', second + 1) != std::string_view::npos) {
    return Refuse{Refusal::invalid_input, "invalid input"};
  }
  std::string_view authorize_as = response.substr(0, first);
  const std::string_view user = response.substr(first + 1, second - first - 1);
  if (authorize_as == user) {
    authorize_as = {};
  }
  return CheckPassword{std::string(user), std::string(authorize_as),
                       crypto::SecretString(response.substr(second + 1))};
}

}  // namespace dovetail::sasl::mech
