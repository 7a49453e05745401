// SPDX-License-Identifier: MIT
#include "sasl/mech/cram_md5.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/hmac_md5_context.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl::mech;

namespace {

// The example of RFC 2195 §2.
const char* const kChallenge = "<1896.697170952@postoffice.reston.mci.net>";
const char* const kAnswer = "tim b913a602c7eda7a495b4e6e7334d3890";

std::string context_of(std::string_view password) {
  return base::to_hex(crypto::hmac_md5_context(password));
}

}  // namespace

TEST_CASE("CRAM-MD5 accepts the standard's example") {
  CramMd5 mechanism(kChallenge);
  CHECK(std::get<Challenge>(mechanism.start(std::nullopt)).bytes == kChallenge);
  const Step asked = mechanism.respond(kAnswer);
  CHECK(std::get<WantCredentials>(asked).user == "tim");
  CHECK(std::get<WantCredentials>(asked).scheme == "CRAM-MD5");
  CHECK(std::get<Proved>(mechanism.credentials("user", context_of("tanstaaftanstaaf"))).final_data.empty());
}

TEST_CASE("CRAM-MD5 refuses a wrong password, an unknown user and broken credentials") {
  const auto refusal = [](std::optional<std::string_view> stored) {
    CramMd5 mechanism(kChallenge);
    static_cast<void>(mechanism.start(std::nullopt));
    static_cast<void>(mechanism.respond(kAnswer));
    return std::get<Refuse>(mechanism.credentials("user", stored)).why;
  };
  CHECK(refusal(context_of("other")) == Refusal::mismatch);
  CHECK(refusal(std::nullopt) == Refusal::unknown_user);
  CHECK(refusal("00") == Refusal::invalid_input);
  CHECK(refusal("not hex") == Refusal::invalid_input);
}

TEST_CASE("CRAM-MD5 refuses what is not its grammar") {
  for (const char* answer : {"", "tim", "b913a602c7eda7a495b4e6e7334d3890", "tim b913", "tim  "}) {
    CramMd5 mechanism(kChallenge);
    static_cast<void>(mechanism.start(std::nullopt));
    CHECK(std::get<Refuse>(mechanism.respond(answer)).why == Refusal::invalid_input);
  }
  CramMd5 early(kChallenge);
  CHECK(std::get<Challenge>(early.start("tim x")).bytes == kChallenge);
  CramMd5 empty(kChallenge);
  CHECK(std::holds_alternative<Challenge>(empty.start("")));
}

TEST_CASE("CRAM-MD5 names may hold spaces") {
  CramMd5 mechanism(kChallenge);
  static_cast<void>(mechanism.start(std::nullopt));
  const Step asked = mechanism.respond("tim the man b913a602c7eda7a495b4e6e7334d3890");
  CHECK(std::get<WantCredentials>(asked).user == "tim the man");
}
