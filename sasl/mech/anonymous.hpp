// SPDX-License-Identifier: MIT
#pragma once

#include "sasl/mech/mechanism.hpp"

namespace dovetail::sasl::mech {

// ANONYMOUS, RFC 4505: the response is a trace text that proves nothing; everybody becomes the one anonymous
// user.
class Anonymous final : public Mechanism {
 public:
  explicit Anonymous(std::string user) : user_(std::move(user)) {}
  Step start(std::optional<std::string_view> initial) override;
  Step respond(std::string_view trace) override;

 private:
  std::string user_;
};

}  // namespace dovetail::sasl::mech
