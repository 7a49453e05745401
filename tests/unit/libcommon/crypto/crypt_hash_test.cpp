// SPDX-License-Identifier: MIT
#include "libcommon/crypto/password_hash.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace dovetail;
using crypto::crypt_verify;
using crypto::Verdict;

TEST_CASE("hashes that Dovecot made are verified") {
  const char* hashes[] = {"$2y$05$4YK5NnWwgAvJGKKVSRwu5OSvG4BSaKo2RKuWIQJJ8DewiJ.JVNWKC",
                          "qabSWoJgG8/pI",
                          "$1$N3jLwkKc$xic81Xq/RVzayKGdIjQq0/",
                          "$5$EtjwtAoSmhmYvBbQ$0EnqSoT2FTqc.LP38n.jaRbjrecebv2P0HCLxRBsUXD",
                          "$6$WCCSrJrRBK0hFMVz$Vh3r0xpZOlnh9y.Bd9l8nJF3XqVx0RQnYzfAp1Qoe5cxPm5zetYVL."
                          "IzvIi09TNqxDIdATQk7c5xkrdbu59RQ0",
                          "$5$rounds=1000$8UgNe9nosfTJvZTT$hpKm/tZbEpCDFRNUDZ0TUvb/kJR00SU1NHtzes.nDW2"};
  for (const char* hash : hashes) {
    CAPTURE(hash);
    CHECK(crypt_verify("Secret123", hash) == Verdict::match);
    CHECK(crypt_verify("secret123", hash) == Verdict::mismatch);  // DES looks at eight bytes only
    CHECK(crypt_verify("", hash) == Verdict::mismatch);
  }
}

TEST_CASE("a new hash of every kind verifies, and differs each time") {
  for (const char* prefix : {"$y$", "$2y$", "$6$", "$5$", "$1$", ""}) {
    CAPTURE(prefix);
    const auto one = crypto::crypt_hash("p\xC3\xA4ss", prefix, std::string(prefix) == "$y$" ? 1 : 0);
    REQUIRE(one);
    CHECK(one->starts_with(prefix));
    CHECK(crypt_verify("p\xC3\xA4ss", *one) == Verdict::match);
    CHECK(crypt_verify("p\xC3\xA4sS", *one) == Verdict::mismatch);
    CHECK(*crypto::crypt_hash("p\xC3\xA4ss", prefix, std::string(prefix) == "$y$" ? 1 : 0) != *one);
  }
  CHECK_FALSE(crypto::crypt_hash("x", "$nosuch$"));
  CHECK_FALSE(crypto::crypt_hash(std::string("a\0b", 3), "$6$"));
}

TEST_CASE("what is no hash is invalid, not a wrong password") {
  for (const std::string stored :
       {"", "*", "!", "x", "$9$abc$def", "*0", "$6$", "$2y$99$4YK5NnWwgAvJGKKVSRwu5O"}) {
    CAPTURE(stored);
    const auto verdict = crypt_verify("Secret123", stored);
    CHECK((verdict == Verdict::invalid || verdict == Verdict::too_expensive || stored == "$6$"));
    CHECK(verdict != Verdict::match);
  }
  CHECK(crypt_verify("x", std::string(400, 'a')) == Verdict::invalid);
  CHECK(crypt_verify("x", std::string_view("qabSWoJgG8/pI\0", 14)) == Verdict::invalid);
}

TEST_CASE("passwords that crypt cannot take never match") {
  const std::string hash = "$1$N3jLwkKc$xic81Xq/RVzayKGdIjQq0/";
  CHECK(crypt_verify(std::string_view("Secret123\0x", 11), hash) == Verdict::mismatch);
  CHECK(crypt_verify(std::string(5000, 'x'), hash) == Verdict::mismatch);
}

TEST_CASE("a hash that would take minutes is not computed") {
  CHECK(crypt_verify("x", "$6$rounds=999999999$salt$hash") == Verdict::too_expensive);
  CHECK(crypt_verify("x", "$5$rounds=10000001$salt$hash") == Verdict::too_expensive);
  CHECK(crypt_verify("x", "$2y$31$4YK5NnWwgAvJGKKVSRwu5OSvG4BSaKo2RKuWIQJJ8DewiJ.JVNWKC") ==
        Verdict::too_expensive);
  CHECK(crypt_verify("x", "$y$jNT$abcdefghijklmnop$x") == Verdict::too_expensive);
  CHECK(crypt_verify("x", "$6$rounds=100000$vPaPgM3sEfbqBLA5$x", {.rounds = 1000}) == Verdict::too_expensive);
}
