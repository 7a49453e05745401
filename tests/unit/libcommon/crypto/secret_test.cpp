// SPDX-License-Identifier: MIT
#include "libcommon/crypto/secret.hpp"

#include <fstream>
#include <string>

#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("comparison looks at all bytes") {
  CHECK(crypto::equal_constant_time("", ""));
  CHECK(crypto::equal_constant_time("abc", "abc"));
  CHECK_FALSE(crypto::equal_constant_time("abc", "abd"));
  CHECK_FALSE(crypto::equal_constant_time("abc", "ab"));
}

TEST_CASE("a wiped string is empty and its memory is zero") {
  std::string secret(100, 'x');
  const char* memory = secret.data();
  crypto::wipe(secret);
  CHECK(secret.empty());
  CHECK(memory == secret.data());
  CHECK(std::string_view(memory, 100).find('x') == std::string_view::npos);
}

TEST_CASE("a secret moves and leaves nothing behind") {
  crypto::SecretString one("short");
  crypto::SecretString two(std::move(one));
  CHECK(two.view() == "short");
  CHECK(one.empty());  // NOLINT(bugprone-use-after-move): that it is empty is the contract
  one = std::move(two);
  CHECK(one.view() == "short");
  CHECK(two.empty());  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("a locked buffer is its own pages, kept out of core dumps") {
  crypto::SecretBuffer buffer(5000);
  REQUIRE(buffer.size() == 5000);
  buffer.data()[4999] = 'x';
  crypto::SecretBuffer moved(std::move(buffer));
  CHECK(moved.view()[4999] == 'x');
  CHECK(buffer.data() == nullptr);  // NOLINT(bugprone-use-after-move)
  const auto address = reinterpret_cast<std::uintptr_t>(moved.data());
  std::ifstream maps("/proc/self/smaps");
  bool here = false;
  for (std::string line; std::getline(maps, line);) {
    const auto dash = line.find('-');
    if (dash != std::string::npos && line.find(' ') > dash && line.find(':') > dash && line.size() > 20) {
      const auto from = std::stoull("0" + line.substr(0, dash), nullptr, 16);
      here = from == address;
    } else if (here && line.starts_with("VmFlags:")) {
      CHECK(line.find(" dd") != std::string::npos);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // these answer mlock() themselves
      CHECK((line.find(" lo") != std::string::npos) == moved.locked());
#endif
      return;
    }
  }
  WARN("the mapping was not found in /proc/self/smaps");
}
