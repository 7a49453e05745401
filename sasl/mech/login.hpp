// SPDX-License-Identifier: MIT
#pragma once

#include "sasl/mech/mechanism.hpp"

namespace dovetail::sasl::mech {

// LOGIN, draft-murchison-sasl-login-00: "Username:" name "Password:" password. An initial response is the
// name.
class Login final : public Mechanism {
 public:
  Step start(std::optional<std::string_view> initial) override;
  Step respond(std::string_view response) override;

 private:
  std::optional<std::string> user_;
};

}  // namespace dovetail::sasl::mech
