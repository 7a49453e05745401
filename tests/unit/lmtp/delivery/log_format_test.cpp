// SPDX-License-Identifier: MIT
#include "lmtp/delivery/log_format.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::delivery;

TEST_CASE("the format's variables") {
  LogFacts facts;
  facts.message = {"<1@x>", "subject", "f@x"};
  facts.envelope_from = "s@x";
  facts.envelope_to = "t@x";
  facts.size = 10;
  facts.virtual_size = 12;
  facts.storage_id = "file";
  facts.delivery_ms = 3;
  facts.session_ms = 4;
  CHECK(formatted("msgid=%m: %$", facts, "saved mail to INBOX") == "msgid=<1@x>: saved mail to INBOX");
  CHECK(formatted("%s|%f|%e|%p|%w|%%", facts, "") == "subject|f@x|s@x|10|12|%");
  CHECK(formatted("%{msgid} %{message} %{to_envelope} %{storage_id} %{delivery_time} %{session_time}", facts,
                  "t") == "<1@x> t t@x file 3 4");
  CHECK(formatted("%{from} %{subject} %{from_envelope} %{size} %{vsize}", facts, "") ==
        "f@x subject s@x 10 12");
}

TEST_CASE("what is unknown stays, what is empty logs nothing") {
  CHECK(formatted("%q %{nothing} %{open %", {}, "x") == "%q %{nothing} %{open %");
  CHECK(formatted("", {}, "x").empty());
}
