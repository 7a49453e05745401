// SPDX-License-Identifier: MIT
#include "sasl/mech/login.hpp"

namespace dovetail::sasl::mech {

Step Login::start(std::optional<std::string_view> initial) {
  return initial ? respond(*initial) : Step(Challenge{"Username:"});
}

Step Login::respond(std::string_view response) {
  if (!user_) {
    user_ = std::string(response);
    return NameGiven{*user_, "Password:"};
  }
  return CheckPassword{*user_, "", crypto::SecretString(response)};
}

}  // namespace dovetail::sasl::mech
