// SPDX-License-Identifier: MIT
#include "policy/quota_status/query.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::policy;
using quota_status::query_of;

namespace {

Request request(std::initializer_list<std::pair<const char*, const char*>> attributes) {
  Request made;
  for (const auto& [name, value] : attributes) {
    made.add(name, value);
  }
  return made;
}

}  // namespace

TEST_CASE("recipient and size make a query") {
  const auto query = query_of(request({{"protocol_state", "rcpt"}, {"recipient", "a+b@x.example"}, {"size", "1000"}}), "+");
  CHECK(query.user == "a@x.example");
  CHECK(query.size == 1000);
  CHECK(query_of(request({{"recipient", "a-b+c@x"}}), "+-").user == "a@x");
  CHECK(query_of(request({{"recipient", "<a@x>"}}), "+").user == "a@x");
  CHECK(query_of(request({{"recipient", "alone"}}), "+").user == "alone");
  CHECK(query_of(request({{"recipient", "a b@x"}}), "+").user == "a b@x");
  CHECK(query_of(request({{"recipient", "\"a b\"@x"}}), "+").user == "a b@x");
  CHECK(query_of(request({{"recipient", "first@x"}, {"recipient", "second@x"}}), "+").user == "first@x");
}

TEST_CASE("a size that is none counts as one octet") {
  for (const char* size : {"", "0", "x", "-5", "99999999999999999999"}) {
    CHECK(query_of(request({{"recipient", "a@x"}, {"size", size}}), "+").size == 1);
  }
  CHECK(query_of(request({{"recipient", "a@x"}}), "+").size == 1);
}

TEST_CASE("other states and broken recipients ask nothing") {
  const auto data = query_of(request({{"protocol_state", "DATA"}, {"recipient", "a@x"}}), "+");
  CHECK(data.user.empty());
  CHECK(data.unexpected_state == "DATA");
  CHECK(query_of(request({{"size", "5"}}), "+").user.empty());
  CHECK(query_of(request({{"recipient", ""}}), "+").bad_recipient == "Path is empty string");
  CHECK(query_of(request({{"recipient", "@x"}}), "+").bad_recipient == "@x");
  CHECK(query_of(request({{"recipient", "a\x01@x"}}), "+").user.empty());
}
