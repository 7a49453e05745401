// SPDX-License-Identifier: MIT
#include "lmtp/delivery/spool.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using lmtp::delivery::Spool;

TEST_CASE("small messages stay in memory, large ones go to a file without a name") {
  const test::TemporaryFolder folder;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{10}, std::size_t{100}, std::size_t{101}, std::size_t{1'000'000}}) {
    Spool spool(folder.path(), 100);
    std::string whole;
    while (whole.size() < size) {
      const std::string piece = "line " + std::to_string(whole.size()) + "\r\n";
      const std::string part = piece.substr(0, size - whole.size());
      spool.append(part);
      whole += part;
    }
    const auto message = spool.finish();
    REQUIRE(message);
    CHECK((*message)->bytes() == whole);
    CHECK((*message)->digest() == crypto::digest(crypto::DigestKind::sha256, whole));
    (*message)->release((*message)->bytes());
    (*message)->release((*message)->bytes().substr(0, (*message)->bytes().size() / 3));
    (*message)->release("elsewhere");
    CHECK((*message)->bytes() == whole);
  }
}

TEST_CASE("a folder that takes no file is told at the end") {
  Spool spool("/nonexistent/dovetail", 4);
  spool.append("12345");
  spool.append("more");
  const auto message = spool.finish();
  REQUIRE_FALSE(message);
  CHECK(message.error().detail.find("/nonexistent/dovetail") != std::string::npos);
}
