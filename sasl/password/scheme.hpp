// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"

namespace dovetail::sasl::password {

enum class Outcome { match, mismatch, unknown_scheme, malformed, too_expensive };

// Who tries to log in: some schemes mix the name in.
struct Attempt {
  std::string_view user;
  std::string_view password;
};

struct Costs {
  unsigned long rounds = 0;  // 0: the scheme's default
  std::string salt{};        // raw, for SCRAM only; "": a random one
};

enum class Form { text, hex, base64 };  // how a scheme's data is written where no encoding is named

// One password scheme. `verify` gets the data without its encoding; schemes of Form::text decode themselves.
struct Scheme {
  std::string_view name;
  Form form;
  std::size_t raw_size;  // of the decoded data; 0: varies
  bool slow;             // verification takes long enough for a worker
  Outcome (*verify)(const Attempt& attempt, std::string_view data);
  base::Result<std::string> (*make)(const Attempt& attempt, const Costs& costs);  // data without its encoding
};

std::span<const Scheme> digest_schemes();  // SHA…, SSHA…, MD5 and MD4 digests, PLAIN and relatives
std::span<const Scheme> keyed_schemes();   // CRAM-MD5, DIGEST-MD5, SCRAM, PBKDF2, OTP
std::span<const Scheme> slow_schemes();    // crypt(3) and Argon2

// Names in upper case; nullptr: unknown.
const Scheme* find_scheme(std::string_view name);

}  // namespace dovetail::sasl::password
