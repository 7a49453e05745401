// SPDX-License-Identifier: MIT
#include "sasl/penalty.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::sasl;
using std::chrono::seconds;

namespace {

const Address kHome = *parse_address("192.0.2.1");

}  // namespace

TEST_CASE("Each failure makes the next request wait longer, up to 15 s") {
  Penalty penalty;
  base::MonoTime now{};
  CHECK(penalty.delay(kHome, now) == seconds(0));
  std::uint32_t tries = 0;
  for (const int wait : {4, 8, 15, 15, 15}) {
    penalty.failed(kHome, ++tries, now);
    CHECK(penalty.delay(kHome, now) == seconds(wait));
  }
}

TEST_CASE("It falls with time and is forgotten after 29 s; a success ends it") {
  Penalty penalty;
  const base::MonoTime now{};
  penalty.failed(kHome, 1, now);
  penalty.failed(kHome, 2, now);
  CHECK(penalty.delay(kHome, now + seconds(1)) == seconds(8));
  CHECK(penalty.delay(kHome, now + seconds(15)) <= seconds(4));
  CHECK(penalty.delay(kHome, now + seconds(29)) == seconds(0));
  penalty.succeeded(kHome);
  CHECK(penalty.delay(kHome, now) == seconds(0));
  CHECK(penalty.size() == 0);
}

TEST_CASE("A client that tries one stale password again is not punished again") {
  Penalty penalty;
  const base::MonoTime now{};
  const auto same = login_checksum("bob", "stale");
  penalty.failed(kHome, same, now);
  penalty.failed(kHome, same, now);
  CHECK(penalty.delay(kHome, now) == seconds(4));
  CHECK(login_checksum("bob", "stale") != login_checksum("bobs", "tale"));
}

TEST_CASE("Tries without a known password are never old ones") {
  Penalty penalty;
  const base::MonoTime now{};
  penalty.failed(kHome, std::nullopt, now);
  penalty.failed(kHome, std::nullopt, now);
  CHECK(penalty.delay(kHome, now) == seconds(8));
}

TEST_CASE("The last ten different tries are remembered, older ones are new again") {
  Penalty penalty;
  base::MonoTime now{};
  for (std::uint32_t pair = 1; pair <= 11; ++pair) {
    penalty.failed(kHome, pair, now);
  }
  now += seconds(28);
  penalty.failed(kHome, 11, now);
  penalty.failed(kHome, 2, now);
  CHECK(penalty.delay(kHome, now) == seconds(0));
  penalty.failed(kHome, 1, now);
  CHECK(penalty.delay(kHome, now) == seconds(4));
}

TEST_CASE("What is forgotten gives its memory back") {
  Penalty penalty;
  const base::MonoTime now{};
  penalty.failed(kHome, 1, now);
  penalty.sweep(now + seconds(28));
  CHECK(penalty.size() == 1);
  penalty.sweep(now + seconds(29));
  CHECK(penalty.size() == 0);
}

TEST_CASE("Other addresses do not suffer; IPv6 neighbours do") {
  Penalty penalty;
  const base::MonoTime now{};
  penalty.failed(*parse_address("2001:db8:1::1"), 1, now);
  CHECK(penalty.delay(kHome, now) == seconds(0));
  CHECK(penalty.delay(*parse_address("2001:db8:1:9::2"), now) == seconds(4));
  CHECK(penalty.delay(*parse_address("2001:db8:2::1"), now) == seconds(0));
}

TEST_CASE("However many addresses fail, memory stays bounded") {
  Penalty penalty;
  const base::MonoTime now{};
  Address address = kHome;
  for (std::size_t number = 0; number < Penalty::kMostPenalties + 10; ++number) {
    address.bytes[13] = static_cast<std::uint8_t>(number);
    address.bytes[14] = static_cast<std::uint8_t>(number >> 8);
    address.bytes[15] = static_cast<std::uint8_t>(number >> 16);
    penalty.failed(address, 1, now + seconds(number > Penalty::kMostPenalties ? 40 : 0));
  }
  CHECK(penalty.size() <= Penalty::kMostPenalties);
}
