// SPDX-License-Identifier: MIT
#include "libcommon/quota/rule.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using quota::Limit;
using quota::matches_mailbox;
using quota::parse_rule;
using quota::Rule;

namespace {

Limit bytes(std::int64_t value) {
  return {Limit::Resource::bytes, value, false};
}

}  // namespace

TEST_CASE("units: storage counts KiB, bytes count bytes") {
  CHECK(parse_rule("*:storage=1")->limits == std::vector{bytes(1024)});
  CHECK(parse_rule("*:bytes=1")->limits == std::vector{bytes(1)});
  CHECK(parse_rule("*:storage=1G")->limits == std::vector{bytes(1LL << 30)});
  CHECK(parse_rule("*:storage=1g")->limits == std::vector{bytes(1LL << 30)});
  CHECK(parse_rule("*:bytes=2T")->limits == std::vector{bytes(2LL << 40)});
  CHECK(parse_rule("*:storage=5B")->limits == std::vector{bytes(5)});
  CHECK(parse_rule("*:messages=1k")->limits == std::vector{Limit{Limit::Resource::messages, 1024, false}});
  CHECK(parse_rule("*:storage=100MB")->limits == std::vector{bytes(100LL << 20)});
}

TEST_CASE("kinds of rules") {
  CHECK(parse_rule("*:storage=1G:messages=10")->kind == Rule::Kind::forced);
  CHECK(parse_rule("*:storage=1G:messages=10")->limits.size() == 2);
  CHECK(parse_rule("?:storage=1G")->kind == Rule::Kind::unless_stored);
  CHECK(parse_rule("SPAM:ignore")->kind == Rule::Kind::ignored);
  CHECK(parse_rule("Trash:storage=+100M")->kind == Rule::Kind::mailbox);
  CHECK(parse_rule("*:backend=7S")->limits.empty());
}

TEST_CASE("limits of a mailbox may have a sign and a percentage") {
  CHECK(parse_rule("Trash:storage=+100M")->limits == std::vector{bytes(100LL << 20)});
  CHECK(parse_rule("Trash:storage=-50M")->limits == std::vector{bytes(-(50LL << 20))});
  CHECK(parse_rule("Trash:storage=100M")->limits == std::vector{bytes(100LL << 20)});
  CHECK(parse_rule("Trash:storage=+10%")->limits == std::vector{Limit{Limit::Resource::bytes, 10, true}});
}

TEST_CASE("broken rules are refused") {
  for (const char* bad : {"", "*", ":storage=1", "*:", "*:storage", "*:storage=", "*:storage=x",
                          "*:storage=1Q", "*:storage=-1", "*:storage=+1", "*:storage=10%", "*:disk=1",
                          "*:storage=1:", "*:storage=99999999999T", "a:ignore=1", "*:storage=1KK"}) {
    INFO(bad);
    const auto rule = parse_rule(bad);
    REQUIRE_FALSE(rule);
    CHECK(rule.error().kind == base::ErrorKind::permanent);
  }
}

TEST_CASE("mailbox names with wild cards") {
  CHECK(matches_mailbox("Trash", "Trash"));
  CHECK_FALSE(matches_mailbox("Trash", "trash"));
  CHECK(matches_mailbox("inbox", "INBOX"));
  CHECK(matches_mailbox("Archive/*", "Archive/2026/01"));
  CHECK_FALSE(matches_mailbox("Archive/*", "Archive"));
  CHECK(matches_mailbox("Tr?sh", "Trash"));
  CHECK(matches_mailbox("*a*a*", "banana"));
  CHECK_FALSE(matches_mailbox("*a*x", "banana"));
  CHECK(matches_mailbox("**", ""));
}
