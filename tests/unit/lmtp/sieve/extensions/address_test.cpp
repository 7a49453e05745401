// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using dovetail::test::compile_errors;
using dovetail::test::Delivery;
using dovetail::test::run;

namespace {

bool holds(const std::string& to, const std::string& test) {
  Delivery delivery;
  delivery.message = "To: " + to + "\r\n\r\n";
  return run("require [\"envelope\",\"subaddress\",\"relational\",\"comparator-i;ascii-numeric\"]; if " +
                 test + " { discard; }",
             delivery) == "discard";
}

}  // namespace

TEST_CASE("address compares the parts of each mailbox") {
  const std::string to = "\"Joe Q. Public\" <john.q@Example.com>, g: a@b.example, c@d.example;";
  CHECK(holds(to, "address :all \"to\" \"John.Q@example.com\""));
  CHECK(holds(to, "address :localpart \"to\" \"c\""));
  CHECK(holds(to, "address :domain :contains \"to\" \"B.EX\""));
  CHECK_FALSE(holds(to, "address :all :comparator \"i;octet\" \"to\" \"john.q@example.com\""));
  CHECK(holds(to, "address :count \"eq\" :comparator \"i;ascii-numeric\" \"to\" \"3\""));
}

TEST_CASE("a field without a mailbox is its text for :all alone") {
  CHECK(holds("undisclosed-recipients:;", "address :all \"to\" \"undisclosed-recipients:;\""));
  CHECK_FALSE(holds("undisclosed-recipients:;", "address :localpart :matches \"to\" \"*\""));
  CHECK(holds("<a@b", "address \"to\" \"<a@b\""));
}

TEST_CASE("quoted local parts compare unquoted, and whole addresses quoted") {
  CHECK(holds("\"a b\"@c.example", "address :localpart \"to\" \"a b\""));
  CHECK(holds("\"a b\"@c.example", "address :all \"to\" \"\\\"a b\\\"@c.example\""));
  CHECK(holds("a..b@c.example", "address :all \"to\" \"\\\"a..b\\\"@c.example\""));
}

TEST_CASE("subaddress splits at the first delimiter") {
  CHECK(holds("ken+sieve+x@example.org", "address :user \"to\" \"ken\""));
  CHECK(holds("ken+sieve+x@example.org", "address :detail \"to\" \"sieve+x\""));
  CHECK(holds("ken@example.org", "address :user \"to\" \"ken\""));
  CHECK_FALSE(holds("ken@example.org", "address :detail :matches \"to\" \"*\""));
  CHECK(holds("ken+@example.org", "address :detail \"to\" \"\""));
}

TEST_CASE("fields that hold no addresses are refused") {
  CHECK(compile_errors("if address \"subject\" \"x\" { stop; }") ==
        "line 1: error: specified header 'subject' is not allowed for the address test.\n"
        "error: validation failed.\n");
}

TEST_CASE("envelope sees the paths, not the header") {
  Delivery delivery;
  delivery.envelope = {"Bounce@list.example", "user+box@example.org", "alias@example.org", "login"};
  const auto test = [&](const std::string& what) {
    return run("require [\"envelope\",\"subaddress\"]; if " + what + " { discard; }", delivery) == "discard";
  };
  CHECK(test("envelope \"from\" \"bounce@list.example\""));
  CHECK(test("envelope :localpart \"FROM\" \"bounce\""));
  CHECK(test("envelope :detail \"to\" \"box\""));
  CHECK(test("envelope [\"to\",\"auth\"] \"login\""));
  CHECK_FALSE(test("envelope \"to\" \"alias@example.org\""));
  delivery.envelope.from.clear();
  CHECK(test("envelope \"from\" \"\""));
  CHECK(test("envelope :localpart :is \"from\" \"\""));
  CHECK(compile_errors("require \"envelope\"; if envelope \"orig_to\" \"x\" { stop; }") ==
        "line 1: error: specified envelope part 'orig_to' is not supported by the envelope test.\n"
        "error: validation failed.\n");
}
