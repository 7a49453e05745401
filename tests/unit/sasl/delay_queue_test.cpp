// SPDX-License-Identifier: MIT
#include "sasl/delay_queue.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace dovetail;
using sasl::DelayQueue;
using std::chrono::seconds;

namespace {

std::uint64_t always_zero() {
  return 0;
}

}  // namespace

TEST_CASE("Answers leave when they are due, those of one tick in a random order") {
  DelayQueue queue;
  const base::MonoTime start{};
  for (std::uint64_t number = 1; number <= 4; ++number) {
    queue.add(number, start + seconds(2));
  }
  queue.add(9, start + seconds(5));
  CHECK(queue.take(start + seconds(1), always_zero).empty());
  auto due = queue.take(start + seconds(2), always_zero);
  CHECK(due != std::vector<std::uint64_t>{1, 2, 3, 4});
  std::sort(due.begin(), due.end());
  CHECK(due == std::vector<std::uint64_t>{1, 2, 3, 4});
  CHECK(queue.size() == 1);
  CHECK(queue.take_all(always_zero) == std::vector<std::uint64_t>{9});
  CHECK(queue.empty());
}
