// SPDX-License-Identifier: MIT
#include "daemons/authd/fair_queue.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using dovetail::authd::FairQueue;

namespace {

std::vector<std::uint64_t> emptied(FairQueue& queue) {
  std::vector<std::uint64_t> order;
  while (!queue.empty()) {
    order.push_back(queue.front());
    queue.pop();
  }
  return order;
}

}  // namespace

TEST_CASE("Each key in turn, its own in order of arrival") {
  FairQueue queue;
  for (const std::uint64_t number : {1, 2, 3, 4}) {
    queue.add("crowd", number);
  }
  queue.add("somebody", 5);
  queue.add("", 6);
  CHECK(queue.size() == 6);
  CHECK(emptied(queue) == std::vector<std::uint64_t>{1, 5, 6, 2, 3, 4});
  CHECK(queue.empty());
}

TEST_CASE("A key that comes back takes its place at the end") {
  FairQueue queue;
  queue.add("a", 1);
  queue.add("b", 2);
  queue.pop();
  queue.add("a", 3);
  CHECK(emptied(queue) == std::vector<std::uint64_t>{2, 3});
  queue.add("a", 4);
  queue.clear();
  CHECK(queue.empty());
}
