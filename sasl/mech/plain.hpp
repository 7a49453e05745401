// SPDX-License-Identifier: MIT
#pragma once

#include "sasl/mech/mechanism.hpp"

namespace dovetail::sasl::mech {

// PLAIN, RFC 4616: [authzid] NUL authcid NUL password in one response.
class Plain final : public Mechanism {
 public:
  Step start(std::optional<std::string_view> initial) override;
  Step respond(std::string_view response) override;
};

}  // namespace dovetail::sasl::mech
