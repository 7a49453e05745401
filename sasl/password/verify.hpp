// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libcommon/base/result.hpp"
#include "sasl/password/scheme.hpp"
#include "sasl/password/stored.hpp"

namespace dovetail::sasl::password {

// Compares a password with a stored one, secrets in constant time. Safe from any thread; where is_slow()
// holds it belongs on a worker.
Outcome verify(const Stored& stored, const Attempt& attempt);
bool is_slow(const Stored& stored);
// A scheme that we know, and data that its encoding allows.
bool is_well_formed(const Stored& stored);
// What verifying takes while it runs: Argon2's memory; 0 for everything else.
std::size_t memory_kib(const Stored& stored);

// The stored secret in the form of a challenge mechanism's scheme (CRAM-MD5, SCRAM-SHA-1, SCRAM-SHA-256,
// PLAIN): as it is, or made from clear text. Nothing: it is of another scheme. Deriving SCRAM keys is slow;
// `salt`: theirs, raw; "": a random one.
std::optional<std::string> credentials_for(const Stored& stored, std::string_view wanted,
                                           std::string_view user, std::string salt = "");
bool deriving_is_slow(const Stored& stored, std::string_view wanted);

// A new stored password `{SCHEME}data`; `scheme` may name an encoding ("SHA256.HEX"). Errors are permanent:
// unknown scheme, costs out of range.
base::Result<std::string> make(std::string_view scheme, const Attempt& attempt, const Costs& costs = {});

std::vector<std::string_view> scheme_names();

}  // namespace dovetail::sasl::password
