// SPDX-License-Identifier: MIT
#include "libcommon/sql/host_states.hpp"

#include "libcommon/sql/connection.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_clock.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

namespace {

sql::MariadbCluster two_hosts() {
  sql::MariadbCluster cluster;
  cluster.hosts = {{"a"}, {"b"}};
  cluster.probe = 2s;
  return cluster;
}

base::Error gone() {
  return sql::make_error(sql::Failure::unreachable, "gone");
}

}  // namespace

TEST_CASE("a host that works may be tried by all at once") {
  sql::HostStates states(two_hosts());
  test::FakeClock clock;
  CHECK(states.take(0, clock.mono()));
  CHECK(states.take(0, clock.mono()));
}

TEST_CASE("a host that failed is left out by all, longer each time") {
  sql::HostStates states(two_hosts());
  test::FakeClock clock;
  std::vector<long> waits;
  for (int i = 0; i < 4; ++i) {
    states.failed(0, gone(), clock.mono());
    long waited = 0;
    while (!states.take(0, clock.mono())) {
      clock.advance(100ms);
      waited += 100;
    }
    waits.push_back(waited);
  }
  CHECK(waits == std::vector<long>{500, 1000, 2000, 4000});
  CHECK(states.last_error().detail == "gone");
  CHECK(states.take(1, clock.mono()));  // the other one is none of its business
}

TEST_CASE("one looks whether a host that swallows questions is back, the others wait for what it finds") {
  sql::HostStates states(two_hosts());
  test::FakeClock clock;
  clock.advance(10s);
  states.failed(0, gone(), clock.mono(), 1s);
  clock.advance(600ms);
  CHECK(states.take(0, clock.mono()));
  CHECK_FALSE(states.take(0, clock.mono()));
  states.reached(0);
  CHECK(states.take(0, clock.mono()));
  CHECK(states.take(0, clock.mono()));
}

TEST_CASE("with all hosts left out for long one that kept us waiting is looked at by one of us") {
  sql::HostStates states(two_hosts());
  test::FakeClock clock;
  clock.advance(10s);
  for (int i = 0; i < 10; ++i) {
    for (const std::size_t host : {0, 1}) {
      states.failed(host, gone(), clock.mono(), 1s);
    }
    clock.advance(2s);
  }
  CHECK_FALSE(states.take_for_probe(clock.mono()));
  clock.advance(60s);
  const auto first = states.take_for_probe(clock.mono());
  const auto second = states.take_for_probe(clock.mono());
  REQUIRE(first);
  REQUIRE(second);
  CHECK(*first != *second);
  CHECK_FALSE(states.take_for_probe(clock.mono()));
}

TEST_CASE("one that refuses at once may be looked at by all, every probe time") {
  sql::HostStates states(two_hosts());
  test::FakeClock clock;
  for (int i = 0; i < 10; ++i) {
    clock.advance(2s);
    states.failed(0, gone(), clock.mono());
  }
  clock.advance(5s);
  states.failed(1, gone(), clock.mono());  // the other one dies
  CHECK(states.take_for_probe(clock.mono()) == std::size_t{0});
  CHECK(states.take_for_probe(clock.mono()) == std::size_t{0});
  states.failed(0, gone(), clock.mono());
  CHECK_FALSE(states.take_for_probe(clock.mono()));
}

TEST_CASE("a host dies once, however many connections and attempts notice it") {
  sql::HostStates states(two_hosts());
  test::FakeClock clock;
  clock.advance(10s);
  for (int i = 0; i < 5; ++i) {
    states.lost(0, gone(), clock.mono());
    clock.advance(10ms);
  }
  clock.advance(500ms);
  CHECK(states.take(0, clock.mono()));
  for (int i = 0; i < 5; ++i) {
    clock.advance(1ms);
    states.failed(0, gone(), clock.mono(), 20ms);
  }
  clock.advance(1s);
  CHECK(states.take(0, clock.mono()));
}
