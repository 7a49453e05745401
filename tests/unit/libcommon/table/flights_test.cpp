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
  CHECK(flights.land(1, "k").waiters == std::vector<Flights::Waiter>{10, 11});
  CHECK_FALSE(flights.land(1, "k").known);
  CHECK(flights.join(1, "k", 13));
}

TEST_CASE("a waiter that leaves does not end the flight of the others") {
  Flights flights;
  CHECK(flights.join(1, "k", 10));
  CHECK_FALSE(flights.join(1, "k", 11));
  flights.leave(1, "k", 10);
  CHECK_FALSE(flights.join(1, "k", 12));
  CHECK(flights.land(1, "k").waiters == std::vector<Flights::Waiter>{11, 12});
  flights.leave(1, "k", 11);  // landed already
}

TEST_CASE("a query that nobody waits for any more holds up nobody who comes later") {
  Flights flights;
  CHECK(flights.join(1, "k", 10));
  flights.leave(1, "k", 10);
  CHECK(flights.size() == 0);
  CHECK(flights.join(1, "k", 11));
}

TEST_CASE("after a doubt newcomers ask anew, when the old answer is out of the way") {
  Flights flights;
  CHECK(flights.join(1, "k", 10));
  CHECK(flights.join(1, "other", 20));
  CHECK(flights.join(2, "k", 30));
  flights.doubt(1, "k");
  CHECK_FALSE(flights.join(1, "k", 11));
  const Flights::Landed old = flights.land(1, "k");
  CHECK(old.known);
  CHECK(old.doubtful);
  CHECK(old.waiters == std::vector<Flights::Waiter>{10});
  CHECK(old.behind == std::vector<Flights::Waiter>{11});
  CHECK(flights.join(1, "k", 11));
  CHECK_FALSE(flights.land(1, "k").doubtful);
  flights.doubt(1);
  CHECK_FALSE(flights.land(2, "k").doubtful);
  CHECK(flights.land(1, "other").doubtful);
  flights.join(3, "k", 40);
  flights.doubt();
  CHECK_FALSE(flights.join(3, "k", 41));
  flights.leave(3, "k", 40);
  flights.leave(3, "k", 41);
  CHECK(flights.size() == 0);
}

TEST_CASE("a query is waited for until its last waiter has left, however late others joined") {
  Flights flights;
  CHECK_FALSE(flights.waits_for(1, "k"));
  CHECK(flights.join(1, "k", 1));
  CHECK_FALSE(flights.join(1, "k", 2));
  flights.leave(1, "k", 1);  // the first one's time is up
  CHECK(flights.waits_for(1, "k"));
  flights.leave(1, "k", 2);
  CHECK_FALSE(flights.waits_for(1, "k"));
}
