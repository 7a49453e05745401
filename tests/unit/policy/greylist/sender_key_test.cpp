// SPDX-License-Identifier: MIT
#include "policy/greylist/sender_key.hpp"

#include "tests/support/catch.hpp"

using dovetail::policy::greylist::sender_key;

TEST_CASE("what changes from mail to mail is taken out of a sender") {
  const std::pair<const char*, const char*> rows[] = {
      {"S+ext@A.test", "S@A.test"},
      {"bounce-123-456=joe@x.test", "bounce-#-#=joe@x.test"},
      {"list-1a2b-99-x@x.test", "list-1a2b-#-x@x.test"},
      {"a_12_b-12.5@x.test", "a_12_b-#.#@x.test"},
      {"12@x.test", "#@x.test"},
      {"prvs=0123456789=joe@x.test", "joe@x.test"},
      {"prvs=joe=0123456789@x.test", "joe@x.test"},
      {"prvs=0123456789=abcdefghij@x.test", "abcdefghij@x.test"},
      {"prvs=short=joe@x.test", "joe@x.test"},
      {"prvs=0123456789=joe=@x.test", "joe@x.test"},
      {"prvs=a=b=c@x.test", "prvs=a=b=c@x.test"},
      {"prvs=a@x.test", "prvs=a@x.test"},
      {"PRVS=0123456789=joe@x.test", "PRVS=#=joe@x.test"},
      {"msprvs1=17a=bounces-9@x.test", "msprvs1=17a=bounces-#@x.test"},
      {"SRS0=abc=XX=orig.test=joe@x.test", "SRS0=abc=XX=orig.test=joe@x.test"},
      {"foo@bar@x.test", "foo@bar@x.test"},
      {"7@12@x.test", "#@12@x.test"},
      {"", ""},
      {"no-at-123", "no-at-123"},
      {"@x.test", "@x.test"},
      {"+@x.test", "@x.test"},
      {"\xc3\xbc"
       "12@x.test",
       "\xc3\xbc"
       "#@x.test"},
  };
  for (const auto& [sender, key] : rows) {
    INFO(sender);
    CHECK(sender_key(sender) == key);
  }
}
