// SPDX-License-Identifier: MIT
#include "daemons/policyd/patient_engine.hpp"

#include <atomic>

#include "tests/support/catch.hpp"
#include "tests/support/fake_greylist_store.hpp"
#include "tests/unit/policy/greylist/requests.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  policyd::Engine engine{std::make_unique<test::FakeGreylistStore>()};
  policyd::PatientEngine patient{engine};
  std::atomic<bool> closed{false};

  auto decide(std::chrono::milliseconds limit) {
    return patient.decide(test::rulebook(), test::mail_from("1.2.3.4", "s@a", "r@b"),
                          base::from_unix_seconds(1'700'000'000), limit);
  }
  void keep_busy() {
    closed = true;
    REQUIRE(patient.begin([this](policyd::Engine&) {
      while (closed) {
        std::this_thread::yield();
      }
    }));
  }
  void until_free() {
    closed = false;
    while (!patient.begin([](policyd::Engine&) {})) {
      std::this_thread::yield();
    }
  }
};

}  // namespace

TEST_CASE("a decision that comes in time is told") {
  Fixture f;
  const auto decided = f.decide(20s);
  REQUIRE(decided);
  CHECK(decided->verdicts.at(0).reason == "new");
  CHECK_FALSE(f.patient.hangs());
}

TEST_CASE("nobody waits longer than the limit, and after that nobody at all") {
  Fixture f;
  f.keep_busy();
  CHECK_FALSE(f.decide(20ms));
  CHECK(f.patient.hangs());
  CHECK_FALSE(f.decide(1h));  // at once
  CHECK_FALSE(f.patient.begin([](policyd::Engine&) {}));
  f.until_free();
  CHECK_FALSE(f.patient.hangs());
  CHECK(f.decide(20s));
}

TEST_CASE("a question waits for work that nobody waits for") {
  Fixture f;
  f.keep_busy();
  std::thread opener([&] {
    std::this_thread::sleep_for(5ms);
    f.closed = false;
  });
  CHECK(f.decide(20s));
  opener.join();
}
