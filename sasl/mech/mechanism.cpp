// SPDX-License-Identifier: MIT
#include "sasl/mech/mechanism.hpp"

namespace dovetail::sasl::mech {

Step Mechanism::credentials(std::string_view, std::optional<std::string_view>) {
  return Refuse{Refusal::invalid_input, "credentials for a mechanism that asked for none"};
}

}  // namespace dovetail::sasl::mech
