// SPDX-License-Identifier: MIT
// Stored passwords made and verified by Dovecot 2.3.19.1: password "Secret123", user "user@example.com".
#include <string>
#include <vector>

#include "sasl/password/verify.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::sasl::password;

namespace {

const std::vector<std::string> kVectors = {
    "{ARGON2I}$argon2i$v=19$m=32768,t=4,p=1$/IWAkmBPPh5ApgH/MUyGYQ$E1qbEkNJkRyc2cd7WQqiMoSItDCm6z"
    "HHiBqI5Mv0PGM",
    "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$UPTNnZhCCMpfH+3CDaHWtQ$2vEJ1tcTzb/RZFOntIXJ7z+4j0IQ"
    "iHc4kW36XODZIrQ",
    "{BLF-CRYPT}$2y$05$4YK5NnWwgAvJGKKVSRwu5OSvG4BSaKo2RKuWIQJJ8DewiJ.JVNWKC",
    "{CLEAR}Secret123",
    "{CLEARTEXT}Secret123",
    "{CRAM-MD5}6055a2224c5fa5d5891f396c9fd7eebd2e22aad50e71a4bbcc7f4f5871597dbf",
    "{CRYPT}$2y$05$L.nBFRK0cgBVj2WrFyMgIOGQpbSmEOTkFQV6.Z8ruU2Rgl4l2zeDi",
    "{DES-CRYPT}qabSWoJgG8/pI",
    "{DIGEST-MD5}28fbeb32efb0714d96f5fa92dcafe442",
    "{HMAC-MD5}6055a2224c5fa5d5891f396c9fd7eebd2e22aad50e71a4bbcc7f4f5871597dbf",
    "{LDAP-MD5}XJC5anXU+dWhz6pvUyr9yA==",
    "{MD5}$1$SYHQzDzh$k32CqQaEBZE6bOaK1Nnr2.",
    "{MD5-CRYPT}$1$N3jLwkKc$xic81Xq/RVzayKGdIjQq0/",
    "{OTP}sha1 1024 d58c8eb9305ebbf5 fce5f094d681305f",
    "{PBKDF2}$1$tVcr9Q4n18s5ursY$5000$c654caddb74262d67c5bb090089e20818d9bd805",
    "{PLAIN}Secret123",
    "{PLAIN-MD4}6a5caa23471f25bd651e2592e6d66ff1",
    "{PLAIN-MD5}5c90b96a75d4f9d5a1cfaa6f532afdc8",
    "{SCRAM-SHA-1}4096,2Zs8qhAxVy9SETdh7TMxSw==,PihvUusSOKsu8F3iG2guoKQcdl4=,cjmVzckRo29KmDcg+sTz"
    "U1AD0W8=",
    "{SCRAM-SHA-256}4096,MVzkaSZyWxPgMFXM1B2uHA==,/veTUKHDkt/YS/RFcRkBpVJlIZKhNwLupKh55dpsz0c=,v2"
    "7Tn7xUF5AoP9kvIR+9G8TA2IBg64T/GwFP4Vyeyag=",
    "{SHA}FWFILBKSIiSW05u0PrYWGRhKUck=",
    "{SHA1}FWFILBKSIiSW05u0PrYWGRhKUck=",
    "{SHA256}LtBnZnldWKTyLVEaZy8gprCW0/5bVq86dEZ4qaNW/YI=",
    "{SHA256-CRYPT}$5$EtjwtAoSmhmYvBbQ$0EnqSoT2FTqc.LP38n.jaRbjrecebv2P0HCLxRBsUXD",
    "{SHA512}0O/e4DhbrMTMZeYde5GwQC0fcEJGF53ZvgBj1DdBH0e2E44LvV41i3AkUo4xyUwDg+plw4hT3agk5FMuJWY5"
    "7A==",
    "{SHA512-CRYPT}$6$WCCSrJrRBK0hFMVz$Vh3r0xpZOlnh9y.Bd9l8nJF3XqVx0RQnYzfAp1Qoe5cxPm5zetYVL.IzvI"
    "i09TNqxDIdATQk7c5xkrdbu59RQ0",
    "{SMD5}+L8TCxdSAN6HFwLsJ/4nnfTHvtU=",
    "{SSHA}rCaol/AEr+BfinCKQn4mWNhA9smnXT01",
    "{SSHA256}kbQz+moY1r0poNMLyge2b5e05hi68cy49yCW3NnH4yiM8Nnf",
    "{SSHA512}rh6imadM3ffw0eZKGixHz9ZQGqHqTt+w9AeeuC3/542JVoxA9dtmAOwklH5/Q48+UdnU1nFdJdqcC93/n05"
    "ikFuPE3w=",
    "{MD5.HEX}24312454777a64772e7265246678354232585156396f35597445495972445064452e",
    "{SHA1.HEX}1561482c1292222496d39bb43eb61619184a51c9",
    "{SHA256.HEX}2ed06766795d58a4f22d511a672f20a6b096d3fe5b56af3a744678a9a356fd82",
    "{SHA512.HEX}d0efdee0385bacc4cc65e61d7b91b0402d1f704246179dd9be0063d437411f47b6138e0bbd5e358b"
    "7024528e31c94c0383ea65c38853dda824e4532e256639ec",
    "{SSHA.HEX}2fae9c7710ee4c47cac786febb8f6827e51f8d2402855356",
    "{SSHA256.HEX}0f378e01573c6f5b2f0e8eacfdeb3022947e326e5f9ebb49edb5c65842bceb9e1b31d5c8",
    "{SSHA512.HEX}cd7b48ccfd0baed4f2fbc7f821a768b94edf3a90b428e4481650655060af1e21c502df8c9247996"
    "80da98248a262039ba661a03857e609bb30cfcffad6100f68415bbe8a",
    "{SSHA.B64}fgKSiQdyO8NRoDbYspaKmx4UwR8im4EU",
    "{SMD5.HEX}a5d830017ea4615022d3b8d0268ce43380f469e3",
    "{SHA.B64}FWFILBKSIiSW05u0PrYWGRhKUck=",
    "{SHA256.B64}LtBnZnldWKTyLVEaZy8gprCW0/5bVq86dEZ4qaNW/YI=",
    "{SHA1.B64}FWFILBKSIiSW05u0PrYWGRhKUck=",
    "{PLAIN.HEX}536563726574313233",
    "{PLAIN.B64}U2VjcmV0MTIz",
    "{CRAM-MD5.B64}YFWiIkxfpdWJHzlsn9fuvS4iqtUOcaS7zH9PWHFZfb8=",
    "{CRAM-MD5.HEX}6055a2224c5fa5d5891f396c9fd7eebd2e22aad50e71a4bbcc7f4f5871597dbf",
    "{PLAIN-MD5.B64}XJC5anXU+dWhz6pvUyr9yA==",
    "{LDAP-MD5.HEX}5c90b96a75d4f9d5a1cfaa6f532afdc8",
    "{SCRAM-SHA-256.B64}NDA5NiwzRGw1bk9aL01kQ2F2VzBRL0xSVE13PT0sd2JNdHdtMjltMlk3WmVmL1lNWjFncVNxe"
    "GhEajB3aUtUS05pL2Y5M2ZyTT0sejgvTmF4RG8rUjE1M1duMWsrMlhGSVNhYVdKWUpPcVh4dUQ3NnhGZ0lYRT0=",
    "{BLF-CRYPT.HEX}2432792430352445476676446e596967317157784e50566d303142727551794171354a625a424"
    "d6f4c384e3966546d76317a634a3735323745627979",
    "{SSHA256.B64}08tMsTJ0Q/Zgm2pWy1DBj5m5mITnsCGebOT5Q2PZGr4bVfs/",
    "{BLF-CRYPT}$2y$05$LCyj7FgXfXrk8zy/UdBpU.Ae.70989VuwWP97U/tEP2/Cho4/eZC2",
    "{BLF-CRYPT}$2y$10$2NRjCEfmTZBJGspwlvHcrOR/j7T069/yx2mc7svSPXKCRU4fWW4E6",
    "{SHA256-CRYPT}$5$rounds=1000$8UgNe9nosfTJvZTT$hpKm/tZbEpCDFRNUDZ0TUvb/kJR00SU1NHtzes.nDW2",
    "{SHA256-CRYPT}$5$rounds=100000$hYfY94mjlihmx7sN$uQvAFT82kBImd5I9.kkeX.xz36vs6iA7eJVm70aDJjC",
    "{SHA512-CRYPT}$6$rounds=1000$eNskBmT3UyhVUxgZ$YUQi8yoF6b/u.3HdzrmknTJfOUcF.ohhZQkiCkoF9mRfPE"
    "1n1bEN5jdV7EphCxeAINxSFuCyCtFSjlJao2Gi6/",
    "{SHA512-CRYPT}$6$rounds=100000$vPaPgM3sEfbqBLA5$RtVLDYE05WxKfJJxlPpiFlDerDxukrjIk9G/eFtZLgGG"
    "1WtLYKG0TP7QCq2z/C6687WtMLS7QV7c8xuR9ZbVf1",
    "{PBKDF2}$1$nz2FQpCFw0NywNz.$1000$0bb3279111f52f8eaaf05247826efa93c5c546fa",
    "{SCRAM-SHA-256}4096,ccreADG9Hf13mZuyNZG3Ag==,wOCo/SPwa/Gex1//7/RM7ooubLZILaXCLIVoLLMxZj0=,2v"
    "JNDO9WZ1QJ9P6X/fdwB/XKyLE/KAMp/c7I3TgLQ3A=",
};

Outcome check(const std::string& text, const std::string& password,
              const std::string& user = "user@example.com") {
  const auto stored = parse_stored(text, "PLAIN");
  REQUIRE(stored);
  return verify(*stored, {user, password});
}

// The last byte of the secret part, changed to another one of its alphabet.
std::string flipped(std::string text) {
  auto at = text.size() - 1;
  while (text[at] == '=') {
    --at;
  }
  // The last base64 digit before padding may carry unused bits: the one before it always counts.
  --at;
  text[at] = text[at] == 'a' ? 'b' : 'a';
  return text;
}

}  // namespace

TEST_CASE("Every scheme verifies what Dovecot stored") {
  for (const std::string& vector : kVectors) {
    INFO(vector);
    CHECK(check(vector, "Secret123") == Outcome::match);
  }
}

TEST_CASE("A wrong password fails in every scheme") {
  for (const std::string& vector : kVectors) {
    INFO(vector);
    CHECK(check(vector, "secret123") ==
          Outcome::mismatch);  // differs in the first 8 bytes, all that DES sees
    CHECK(check(vector, "") == Outcome::mismatch);
  }
}

TEST_CASE("A changed byte of the stored text fails in every scheme") {
  for (const std::string& vector : kVectors) {
    INFO(vector);
    CHECK(check(flipped(vector), "Secret123") != Outcome::match);
  }
}

TEST_CASE("Passwords are bytes: UTF-8 as it is") {
  const std::string password = "p\xc3\xa4ssw\xc3\xb6rd \xe2\x82\xac";
  CHECK(check("{SHA512-CRYPT}$6$pSfkTSfH3hQAobJI$iisW4RKeLsLF5nrhYbhVqOyhJl2eTVPUBL9uyabvH.SU/5bPFz/"
              "99Haxiisw80E268I"
              "uGq6sXXh6cA19ODz1B1",
              password) == Outcome::match);
  CHECK(check("{SHA256}6OaMpS98G+mszSip5GS3bP5KdnG8PCoQJgk4XyUToeI=", password) == Outcome::match);
  CHECK(check("{SSHA512}LFhM8p+LFKTkpVCoRd18ffQwZ+24mwPCS/"
              "XmzuYf+EPrh8J2Yfovu3E2vvXMAtbtKLHmcuEBioPxBSm3lSkVPB2xGgE=",
              password) == Outcome::match);
}

TEST_CASE("An empty stored clear text is the empty password") {
  CHECK(check("{PLAIN}", "") == Outcome::match);
  CHECK(check("{PLAIN}", "x") == Outcome::mismatch);
}

TEST_CASE("PLAIN-TRUNC compares only the bytes that were kept") {
  CHECK(check("{PLAIN-TRUNC}6-Secret", "Secret123") == Outcome::match);
  CHECK(check("{PLAIN-TRUNC}6-Secret", "Secre") == Outcome::mismatch);
  CHECK(check("{PLAIN-TRUNC}9-Secret123", "Secret123") == Outcome::match);
  CHECK(check("{PLAIN-TRUNC}9-Secret123", "Secret123456") == Outcome::match);
  CHECK(check("{PLAIN-TRUNC}20-Secret123", "Secret123456") == Outcome::mismatch);
  CHECK(check("{PLAIN-TRUNC}x-Secret123", "Secret123") == Outcome::malformed);
}

TEST_CASE("DIGEST-MD5 depends on the user") {
  CHECK(check("{DIGEST-MD5}28fbeb32efb0714d96f5fa92dcafe442", "Secret123", "other@example.com") ==
        Outcome::mismatch);
}
