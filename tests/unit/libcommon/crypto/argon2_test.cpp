// SPDX-License-Identifier: MIT
#include "libcommon/crypto/password_hash.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/catch.hpp"

using namespace dovetail;
using crypto::argon2_verify;
using crypto::Verdict;

namespace {

constexpr const char* kArgon2i =
    "$argon2i$v=19$m=32768,t=4,p=1$/IWAkmBPPh5ApgH/MUyGYQ$E1qbEkNJkRyc2cd7WQqiMoSItDCm6zHHiBqI5Mv0PGM";
constexpr const char* kArgon2id =
    "$argon2id$v=19$m=65536,t=3,p=1$UPTNnZhCCMpfH+3CDaHWtQ$2vEJ1tcTzb/RZFOntIXJ7z+4j0IQiHc4kW36XODZIrQ";

}  // namespace

TEST_CASE("Argon2 hashes that Dovecot made are verified") {
  CHECK(argon2_verify("Secret123", kArgon2i) == Verdict::match);
  CHECK(argon2_verify("Secret123", kArgon2id) == Verdict::match);
  CHECK(argon2_verify("secret123", kArgon2id) == Verdict::mismatch);
  CHECK(argon2_verify("", kArgon2i) == Verdict::mismatch);
}

TEST_CASE("several lanes, as other programs make them") {
  CHECK(
      argon2_verify("password",
                    "$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQ$T/XOJ2mh1/TIpJHfCdQan76Q5esCFVoT5MAeIM1Oq2E") ==
      Verdict::match);
}

TEST_CASE("memory and passes are bounded before anything is computed") {
  CHECK(crypto::argon2_memory_kib(kArgon2i) == 32768U);
  CHECK(argon2_verify("Secret123", kArgon2id, {.memory_kib = 65535}) == Verdict::too_expensive);
  CHECK(argon2_verify("Secret123", kArgon2id, {.memory_kib = 65536}) == Verdict::match);
  CHECK(argon2_verify("x", "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA") ==
        Verdict::too_expensive);
  CHECK(argon2_verify("x", "$argon2id$v=19$m=64,t=4000000000,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA") ==
        Verdict::too_expensive);
}

#if !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // these need more address space than is left
TEST_CASE("no memory is no wrong password") {
  const pid_t child = ::fork();  // the limit would stay with this process
  if (child == 0) {
    const struct rlimit limit { 256UL << 20, 256UL << 20 };
    ::setrlimit(RLIMIT_AS, &limit);
    const auto verdict =
        argon2_verify("x", "$argon2id$v=19$m=524288,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA");
    ::_exit(verdict == Verdict::too_expensive ? 0 : 1);
  }
  int status = 1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}
#endif

TEST_CASE("what is no Argon2 hash is invalid") {
  for (const std::string stored :
       {"", "$argon2d$v=19$m=64,t=1,p=1$a$b", "$argon2id$v=16$m=64,t=1,p=1$a$b",
        "$argon2id$v=19$m=64,t=1$a$b", "$argon2id$v=19$m=,t=1,p=1$a$b", "$argon2id$v=19$m=64,t=1,p=x$a$b",
        "$6$salt$hash", "$argon2id$v=19$m=64,t=1,p=1$a"}) {
    CAPTURE(stored);
    CHECK(argon2_verify("x", stored) == Verdict::invalid);
    CHECK_FALSE(crypto::argon2_memory_kib(stored));
  }
  CHECK(argon2_verify("x", "$argon2id$v=19$m=64,t=1,p=1$!!!$???") == Verdict::invalid);
  CHECK(argon2_verify("x", std::string(kArgon2id) + std::string(100, 'A')) == Verdict::invalid);
}

TEST_CASE("a new Argon2 hash verifies") {
  for (const auto kind : {crypto::Argon2Kind::argon2i, crypto::Argon2Kind::argon2id}) {
    const auto hash = crypto::argon2_hash(kind, "Secret123", 3, 64);
    REQUIRE(hash);
    CHECK(argon2_verify("Secret123", *hash) == Verdict::match);
    CHECK(crypto::argon2_memory_kib(*hash) == 64U);
  }
  CHECK_FALSE(crypto::argon2_hash(crypto::Argon2Kind::argon2i, "x", 1, 64));  // Argon2i wants three passes
}
