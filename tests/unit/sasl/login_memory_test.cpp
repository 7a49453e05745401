// SPDX-License-Identifier: MIT
#include "sasl/login_memory.hpp"

#include "tests/support/catch.hpp"

using dovetail::sasl::LoginMemory;

TEST_CASE("What was right is known, anything else is not") {
  LoginMemory memory(64);
  CHECK_FALSE(memory.knows("1", "$6$x", "pw"));
  memory.remember("1", "$6$x", "pw");
  CHECK(memory.knows("1", "$6$x", "pw"));
  CHECK_FALSE(memory.knows("2", "$6$x", "pw"));
  CHECK_FALSE(memory.knows("1", "$6$y", "pw"));
  CHECK_FALSE(memory.knows("1", "$6$x", "pW"));
  CHECK_FALSE(memory.knows("1", "$6$xp", "w"));
  memory.forget_all();
  CHECK_FALSE(memory.knows("1", "$6$x", "pw"));
}

TEST_CASE("More logins than places: old ones make room") {
  LoginMemory memory(64);
  for (int number = 0; number < 1000; ++number) {
    memory.remember("1", "hash", std::to_string(number));
    CHECK(memory.knows("1", "hash", std::to_string(number)));
  }
  int known = 0;
  for (int number = 0; number < 1000; ++number) {
    known += memory.knows("1", "hash", std::to_string(number)) ? 1 : 0;
  }
  CHECK(known <= 64);
}
