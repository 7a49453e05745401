// SPDX-License-Identifier: MIT
#include "libcommon/table/flights.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;

TEST_CASE("only the first of equal questions is asked; all get the answer") {
  Flights flights;
  CHECK(flights.join(1, "k", 10));
  CHECK_FALSE(flights.join(1, "k", 11));
  CHECK(flights.join(2, "k", 12));
  CHECK(flights.size() == 2);
  CHECK(flights.land(1, "k") == std::vector<Flights::Waiter>{10, 11});
  CHECK(flights.land(1, "k").empty());
  CHECK(flights.join(1, "k", 13));
}

TEST_CASE("a waiter that leaves does not end the flight of the others") {
  Flights flights;
  CHECK(flights.join(1, "k", 10));
  CHECK_FALSE(flights.join(1, "k", 11));
  flights.leave(1, "k", 10);
  CHECK_FALSE(flights.join(1, "k", 12));
  CHECK(flights.land(1, "k") == std::vector<Flights::Waiter>{11, 12});
  flights.leave(1, "k", 11);  // landed already
}

TEST_CASE("a query that nobody waits for any more holds up nobody who comes later") {
  Flights flights;
  CHECK(flights.join(1, "k", 10));
  flights.leave(1, "k", 10);
  CHECK(flights.size() == 0);
  CHECK(flights.join(1, "k", 11));
}
