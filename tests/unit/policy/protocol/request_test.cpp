// SPDX-License-Identifier: MIT
#include "policy/protocol/request.hpp"

#include "policy/protocol/limits.hpp"
#include "tests/support/catch.hpp"

using dovetail::policy::Request;

TEST_CASE("attributes are found by name") {
  Request request;
  request.add("sender", "a@x.test");
  request.add("recipient", "");
  CHECK(request.find("sender") == "a@x.test");
  CHECK(request.find("recipient") == "");
  CHECK_FALSE(request.find("size"));
  CHECK(request.get("size").empty());
  CHECK(request.attributes() == 2);
  CHECK(request.attribute(0) == std::pair<std::string_view, std::string_view>("sender", "a@x.test"));
}

TEST_CASE("of a repeated attribute both the first and the last can be had") {
  Request request;
  request.add("recipient", "one");
  request.add("recipient", "two");
  CHECK(request.find("recipient") == "two");
  CHECK(request.find_first("recipient") == "one");
}

TEST_CASE("a name is not found in another's value") {
  Request request;
  request.add("a", "bc");
  CHECK_FALSE(request.find("ab"));
  CHECK_FALSE(request.find_first(""));
}

TEST_CASE("requests survive being moved") {
  Request request;
  request.add("sender", "s");
  const Request moved = std::move(request);
  CHECK(moved.get("sender") == "s");
}

TEST_CASE("only the beginning of the first garbage lines is kept") {
  Request request;
  for (int i = 0; i < 100; ++i) {
    request.add_garbage(std::string(1000, 'g'));
  }
  REQUIRE(request.garbage().size() == dovetail::policy::kMaxGarbage);
  CHECK(request.garbage().front().size() == dovetail::policy::kGarbageShown);
}
