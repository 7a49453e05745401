// SPDX-License-Identifier: MIT
// `dovetail pw`: makes and checks stored passwords.
#include <array>

#include "daemons/dovetail/auth_commands.hpp"
#include "libcommon/base/text.hpp"
#include "libcommon/crypto/secret.hpp"
#include "sasl/password/verify.hpp"

namespace dovetail::cli {

namespace {

constexpr std::size_t kLongestInput = 4096;

constexpr std::array kOptions = {
    Option{'s', "scheme", "SCHEME", "Scheme, with .HEX or .B64 if wanted (default CRYPT)."},
    Option{'p', "password", "PASSWORD", "The password; without it, it is read from standard input."},
    Option{'u', "user", "USER", "User name, for DIGEST-MD5."},
    Option{'r', "rounds", "N", "Rounds or cost, where the scheme has them."},
    Option{'t', "test", "HASH", "Check the password against this stored one."},
    Option{'V', "verify", "", "Check what was made before printing it."},
    Option{'l', "list", "", "List the schemes."},
};

int list(Console& console) {
  std::string line;
  for (const std::string_view name : sasl::password::scheme_names()) {
    line.append(line.empty() ? "" : " ").append(name);
  }
  console.out(line);
  return kSuccess;
}

int test(const std::string& hash, const sasl::password::Attempt& attempt, Console& console) {
  using sasl::password::Outcome;
  const auto stored = sasl::password::parse_stored(hash, "CRYPT");
  const Outcome outcome = stored ? sasl::password::verify(*stored, attempt) : Outcome::malformed;
  switch (outcome) {
    case Outcome::match:
      console.out(hash + " (verified)");
      return kSuccess;
    case Outcome::mismatch:
      console.err("reverse password verification check failed: Password mismatch");
      return kNoPermission;
    case Outcome::unknown_scheme:
      console.err("Unknown scheme: " + (stored ? stored->scheme : std::string()));
      return kUsage;
    case Outcome::malformed:
    case Outcome::too_expensive:
      break;
  }
  console.err("this is not a password of its scheme, or it costs too much");
  return kUsage;
}

int make(const Invocation& invocation, const sasl::password::Attempt& attempt, Console& console) {
  sasl::password::Costs costs;
  if (const auto rounds = invocation.value("rounds")) {
    const auto number = base::to_number<unsigned long>(*rounds);
    if (!number) {
      console.err("rounds must be a number");
      return kUsage;
    }
    costs.rounds = *number;
  }
  const auto made = sasl::password::make(invocation.value("scheme").value_or("CRYPT"), attempt, costs);
  if (!made) {
    console.err(made.error().detail);
    return kUsage;
  }
  if (invocation.has("verify")) {
    return test(*made, attempt, console);
  }
  console.out(*made);
  return kSuccess;
}

int pw(const Invocation& invocation, Console& console) {
  if (invocation.has("list")) {
    return list(console);
  }
  std::string password = invocation.value("password").value_or("");
  if (!invocation.has("password")) {
    const std::string input = console.input(kLongestInput);
    password = input.substr(0, input.find_first_of("\r\n"));
  }
  const std::string user = invocation.value("user").value_or("");
  const sasl::password::Attempt attempt{user, password};
  const auto hash = invocation.value("test");
  const int status = hash ? test(*hash, attempt, console) : make(invocation, attempt, console);
  crypto::wipe(password);
  return status;
}

}  // namespace

const Command kPw = {"pw", "", "", 0, 0, "Make or check a stored password.", kOptions, pw};

}  // namespace dovetail::cli
