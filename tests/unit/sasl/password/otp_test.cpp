// SPDX-License-Identifier: MIT
#include "sasl/password/otp.hpp"

#include "libcommon/base/text.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl::password;

// RFC 2289 appendix C.
TEST_CASE("One-time passwords of the standard's examples") {
  using crypto::DigestKind;
  const char* phrase = "This is a test.";
  CHECK(base::to_hex(otp_hash(DigestKind::md5, "TeSt", phrase, 0)) == "9e876134d90499dd");
  CHECK(base::to_hex(otp_hash(DigestKind::md5, "TeSt", phrase, 1)) == "7965e05436f5029f");
  CHECK(base::to_hex(otp_hash(DigestKind::md5, "TeSt", phrase, 99)) == "50fe1962c4965880");
  CHECK(base::to_hex(otp_hash(DigestKind::sha1, "TeSt", phrase, 0)) == "bb9e6ae1979d8ff4");
  CHECK(base::to_hex(otp_hash(DigestKind::sha1, "TeSt", phrase, 1)) == "63d936639734385b");
  CHECK(base::to_hex(otp_hash(DigestKind::sha1, "TeSt", phrase, 99)) == "87fec7768b73ccf9");
  CHECK(base::to_hex(otp_hash(DigestKind::md4, "TeSt", phrase, 0)) == "d1854218ebbb0b51");
}

TEST_CASE("The stored form is read back") {
  const OtpState made = new_otp("secret");
  const auto read = parse_otp(format_otp(made));
  REQUIRE(read);
  CHECK(read->sequence == made.sequence);
  CHECK(read->seed == made.seed);
  CHECK(read->hash == made.hash);
  CHECK_FALSE(parse_otp("sha1 1024 d58c8eb9305ebbf5"));
  CHECK_FALSE(parse_otp("sha9 1024 d58c8eb9305ebbf5 fce5f094d681305f"));
  CHECK_FALSE(parse_otp("sha1 10240 d58c8eb9305ebbf5 fce5f094d681305f"));
  CHECK_FALSE(parse_otp("sha1 1024 d58c8eb9305ebbf5 fce5f094d681305"));
}
