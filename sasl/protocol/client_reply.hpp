// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sasl/request/fields.hpp"

namespace dovetail::sasl::protocol {

struct Introduced {
  bool accepted = true;
};
struct Challenge {
  std::string bytes;
};
// The fields follow `user=` in the order given; the daemon has taken out what clients must not see.
struct Granted {
  std::string user;
  Fields fields;
  std::string final_data;  // raw; goes into the OK or into one more CONT, as the client can
};
struct Denied {
  std::optional<std::string> user;  // as soon as a name is known
  std::string code;                 // "", "temp_fail", "authz_fail", "user_disabled", "pass_expired", …
  std::string reason;               // "" for none
  Fields fields;
};

// What a listener does where a request fails for a passing reason: Postfix takes a FAIL line for a wrong
// password and tells its client so for good; only a connection that ends gives 454 (spec §1.7).
enum class TemporaryFailure { automatic, reply, disconnect };

inline constexpr std::string_view kTemporaryCode = "temp_fail";

// The reply lines, with their LF.
std::string hello_line(unsigned minor);
std::string hello_rest(const std::vector<std::string>& mechanisms, long pid, unsigned long connection,
                       std::string_view cookie);
std::string challenge_line(std::uint32_t id, std::string_view bytes);
std::string granted_line(std::uint32_t id, const Granted& granted, bool with_final_data);
std::string denied_line(std::uint32_t id, const Denied& denied);

}  // namespace dovetail::sasl::protocol
