// SPDX-License-Identifier: MIT
#include "sasl/mech/scram.hpp"

#include "libcommon/wire/base64.hpp"
#include "sasl/mech/scram_message.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl;
using namespace dovetail::sasl::mech;

namespace {

// RFC 5802 §5 and RFC 7677 §3: user "user", password "pencil".
struct Example {
  password::ScramHash hash;
  std::string client_first, server_nonce, salt, server_first, client_final, server_final;
};
const Example kSha1{password::ScramHash::sha1,
                    "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
                    "3rfcNHYJY1ZVvWVs7j",
                    "QSXCR+Q6sek8bf92",
                    "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
                    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                    "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="};
const Example kSha256{
    password::ScramHash::sha256,
    "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
    "W22ZaJ0SNY7soEsUEjb6gQ==",
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="};

std::string stored_keys(const Example& example, std::string_view secret = "pencil") {
  return format_scram_keys(
      password::derive_scram_keys(example.hash, secret, *wire::base64_decode(example.salt), 4096));
}

Scram started(const Example& example) {
  Context context;
  context.nonce = example.server_nonce;
  context.fake_key = "key";
  return Scram(example.hash, context);
}

}  // namespace

TEST_CASE("SCRAM: the standards' examples, message by message") {
  for (const Example& example : {kSha1, kSha256}) {
    Scram scram = started(example);
    CHECK(std::get<Challenge>(scram.start(std::nullopt)).bytes.empty());
    const Step asked = scram.respond(example.client_first);
    CHECK(std::get<WantCredentials>(asked).user == "user");
    CHECK(std::get<WantCredentials>(asked).scheme == password::scheme_of(example.hash));
    CHECK(std::get<Challenge>(scram.credentials("user", stored_keys(example))).bytes == example.server_first);
    CHECK(std::get<Proved>(scram.respond(example.client_final)).final_data == example.server_final);
  }
}

TEST_CASE("SCRAM: a wrong password is a mismatch") {
  Scram scram = started(kSha1);
  static_cast<void>(scram.start(kSha1.client_first));
  static_cast<void>(scram.credentials("user", stored_keys(kSha1, "pen")));
  CHECK(std::get<Refuse>(scram.respond(kSha1.client_final)).why == Refusal::mismatch);
}

TEST_CASE("SCRAM: an unknown user gets the same salt each time and fails with the proof") {
  const auto first = [] {
    Scram scram = started(kSha1);
    static_cast<void>(scram.start(kSha1.client_first));
    Step challenge = scram.credentials("user", std::nullopt);
    CHECK(std::get<Refuse>(scram.respond(kSha1.client_final)).why == Refusal::unknown_user);
    return std::get<Challenge>(challenge).bytes;
  };
  CHECK(first() == first());
  CHECK(first().ends_with(",i=4096"));
}

TEST_CASE("SCRAM: changed messages are invalid input") {
  for (const char* message :
       {"c=biws,r=wrong,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "c=eSws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8", "c=biws,p=v0X8", "", ",,,", "c=biws"}) {
    Scram scram = started(kSha1);
    static_cast<void>(scram.start(kSha1.client_first));
    static_cast<void>(scram.credentials("user", stored_keys(kSha1)));
    INFO(message);
    CHECK(std::get<Refuse>(scram.respond(message)).why == Refusal::invalid_input);
  }
}

TEST_CASE("SCRAM: the first message's grammar") {
  CHECK(parse_client_first("n,a=bob,n=us=2Cer=3D,r=x")->user == "us,er=");
  CHECK(parse_client_first("n,a=bob,n=user,r=x")->authorize_as == "bob");
  CHECK(parse_client_first("n,a=,n=user,r=x")->authorize_as.empty());
  CHECK(parse_client_first("y,,n=user,r=x")->gs2_header == "y,,");
  CHECK(parse_client_first("n,,n=user,r=x,ext=1")->bare == "n=user,r=x,ext=1");
  for (const char* message :
       {"", "n", "n,", "n,,", "n,,n=user", "n,,n=,r=x", "n,,n=us=er,r=x", "n,,m=1,n=user,r=x",
        "p=tls-unique,,n=user,r=x", "n,bob,n=user,r=x", "n,,n=user,r=", "n,,n=user,r=a b", "x,,n=user,r=x"}) {
    INFO(message);
    CHECK_FALSE(parse_client_first(message));
  }
}

TEST_CASE("SCRAM: broken stored keys are no unknown user") {
  Scram scram = started(kSha1);
  static_cast<void>(scram.start(kSha1.client_first));
  CHECK(std::get<Refuse>(scram.credentials("user", "1,2,3,4")).why == Refusal::invalid_input);
}
