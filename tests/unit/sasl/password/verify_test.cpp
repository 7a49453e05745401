// SPDX-License-Identifier: MIT
#include "sasl/password/verify.hpp"

#include "sasl/password/scram_keys.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::sasl::password;

namespace {

Stored stored(const std::string& text) {
  return *parse_stored(text, "PLAIN");
}

}  // namespace

TEST_CASE("What is made is verified, in every scheme and encoding") {
  for (const std::string_view name : scheme_names()) {
    for (const char* encoding : {"", ".HEX", ".B64"}) {
      const std::string scheme = std::string(name) + encoding;
      INFO(scheme);
      const auto made = make(scheme, {"user@example.com", "Secret123"});
      REQUIRE(made);
      CHECK(made->starts_with("{" + scheme + "}"));
      CHECK(verify(stored(*made), {"user@example.com", "Secret123"}) == Outcome::match);
      CHECK(verify(stored(*made), {"user@example.com", "secret123"}) == Outcome::mismatch);
    }
  }
}

TEST_CASE("Unknown schemes and broken data are not wrong passwords") {
  CHECK(verify(stored("{NOSUCH}xyz"), {"u", "xyz"}) == Outcome::unknown_scheme);
  for (const char* text :
       {"{SHA256}zz", "{SHA256}", "{SSHA}AAAA", "{CRAM-MD5}00", "{SCRAM-SHA-1}1,2,3", "{PBKDF2}$1$",
        "{OTP}sha1 1 seed", "{SHA512-CRYPT}nonsense*", "{SHA1.HEX}0", "{ARGON2I}$x$"}) {
    INFO(text);
    CHECK(verify(stored(text), {"u", "p"}) == Outcome::malformed);
  }
}

TEST_CASE("A database cannot make us compute for ever") {
  CHECK(verify(stored("{PBKDF2}$1$salt$999999999$c654caddb74262d67c5bb090089e20818d9bd805"), {"u", "p"}) ==
        Outcome::too_expensive);
  CHECK(verify(stored("{SCRAM-SHA-1}999999999,2Zs8qhAxVy9SETdh7TMxSw==,PihvUusSOKsu8F3iG2guoKQcdl4=,"
                      "cjmVzckRo29KmDcg+sTzU1AD0W8="),
               {"u", "p"}) == Outcome::malformed);
  CHECK(verify(stored("{OTP}sha1 99999 seed fce5f094d681305f"), {"u", "p"}) == Outcome::malformed);
  CHECK_FALSE(make("PBKDF2", {"u", "p"}, {.rounds = 100'000'000}));
  CHECK_FALSE(make("NOSUCH", {"u", "p"}));
}

TEST_CASE("Costs can be chosen") {
  CHECK(make("SHA512-CRYPT", {"u", "p"}, {.rounds = 1000})->starts_with("{SHA512-CRYPT}$6$rounds=1000$"));
  CHECK(make("BLF-CRYPT", {"u", "p"}, {.rounds = 6})->starts_with("{BLF-CRYPT}$2y$06$"));
  CHECK(make("PBKDF2", {"u", "p"}, {.rounds = 1000})->find("$1000$") != std::string::npos);
}

TEST_CASE("Challenge mechanisms get credentials in their scheme or from clear text") {
  const std::string cram = "6055a2224c5fa5d5891f396c9fd7eebd2e22aad50e71a4bbcc7f4f5871597dbf";
  CHECK(credentials_for(stored("{PLAIN}Secret123"), "CRAM-MD5", "u") == cram);
  CHECK(credentials_for(stored("{CRAM-MD5}" + cram), "CRAM-MD5", "u") == cram);
  CHECK(credentials_for(stored("{HMAC-MD5}" + cram), "CRAM-MD5", "u") == cram);
  CHECK(credentials_for(stored("{CRAM-MD5.B64}YFWiIkxfpdWJHzlsn9fuvS4iqtUOcaS7zH9PWHFZfb8="), "CRAM-MD5",
                        "u") == cram);
  CHECK_FALSE(
      credentials_for(stored("{SHA256}LtBnZnldWKTyLVEaZy8gprCW0/5bVq86dEZ4qaNW/YI="), "CRAM-MD5", "u"));
  const auto scram = credentials_for(stored("{PLAIN}Secret123"), "SCRAM-SHA-256", "u");
  REQUIRE(scram);
  CHECK(parse_scram_keys(ScramHash::sha256, *scram));
  CHECK(deriving_is_slow(stored("{PLAIN}x"), "SCRAM-SHA-1"));
  CHECK_FALSE(deriving_is_slow(stored("{PLAIN}x"), "CRAM-MD5"));
  CHECK_FALSE(deriving_is_slow(stored("{SCRAM-SHA-1}x"), "SCRAM-SHA-1"));
}

TEST_CASE("Argon2 tells how much memory it will take") {
  CHECK(memory_kib(stored("{ARGON2I}$argon2i$v=19$m=32768,t=4,p=1$/IWAkmBPPh5ApgH/MUyGYQ$"
                          "E1qbEkNJkRyc2cd7WQqiMoSItDCm6zHHiBqI5Mv0PGM")) == 32768);
  CHECK(memory_kib(stored("{PLAIN}x")) == 0);
}
