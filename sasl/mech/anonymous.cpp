// SPDX-License-Identifier: MIT
#include "sasl/mech/anonymous.hpp"

namespace dovetail::sasl::mech {

Step Anonymous::start(std::optional<std::string_view> initial) {
  return initial ? respond(*initial) : Step(Challenge{});
}

Step Anonymous::respond(std::string_view) {
  // auth_anonymous_username empty switches anonymous logins off.
  return user_.empty() ? Step(Refuse{Refusal::invalid_input, "anonymous logins are switched off"})
                       : Step(Assume{user_});
}

}  // namespace dovetail::sasl::mech
