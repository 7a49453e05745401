// SPDX-License-Identifier: MIT
#include "daemons/tabled/door_rules.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::tabled;

namespace {

config::Listener listener(std::string type, std::vector<std::pair<std::string, std::string>> options) {
  config::Listener made;
  made.type = std::move(type);
  for (auto& [key, value] : options) {
    config::Setting setting;
    setting.key = std::move(key);
    setting.value.text = std::move(value);
    made.options.push_back(std::move(setting));
  }
  return made;
}

DoorRules rules_of(const config::Listener& listener, std::size_t problems) {
  config::Findings findings;
  DoorRules rules = read_door_rules(listener, findings);
  CHECK(findings.errors() == problems);
  return rules;
}

}  // namespace

TEST_CASE("a listener without rules serves every table to everybody") {
  const DoorRules rules = rules_of(listener("", {}), 0);
  CHECK_FALSE(rules.tcp_table);
  CHECK(rules.serves("anything"));
  CHECK(rules.admits(event::Peer{}));
  CHECK_FALSE(rules.over_network);
}

TEST_CASE("tables = limits what a listener serves; the refusal is permanent and printable") {
  const DoorRules rules = rules_of(listener("socketmap", {{"tables", "a b"}}), 0);
  CHECK(rules.serves("a"));
  CHECK(rules.serves("b"));
  CHECK_FALSE(rules.serves("c"));
  const table::Answer refusal = rules.refusal("c\n");
  REQUIRE_FALSE(refusal);
  CHECK(refusal.error().kind == base::ErrorKind::permanent);
  CHECK(refusal.error().text.find('\n') == std::string::npos);
}

TEST_CASE("a tcp_table listener has one table, a socketmap listener none of its own") {
  CHECK(rules_of(listener("tcp_table", {{"table", "a"}}), 0).table == "a");
  rules_of(listener("tcp_table", {}), 1);
  rules_of(listener("socketmap", {{"table", "a"}}), 1);
  rules_of(listener("http", {}), 1);
  rules_of(listener("", {{"colour", "green"}}), 1);
}

TEST_CASE("allow_users admits processes of these users over unix sockets only") {
  const DoorRules rules = rules_of(listener("", {{"allow_users", "0 12345"}}), 0);
  event::Peer peer;
  CHECK_FALSE(rules.admits(peer));
  peer.credentials = event::PeerCredentials{1, 12345, 1};
  CHECK(rules.admits(peer));
  peer.credentials->uid = 7;
  CHECK_FALSE(rules.admits(peer));
  rules_of(listener("", {{"allow_users", "no-such-user-here"}}), 1);
}

TEST_CASE("a user of allow_users who is gone does not open the listener to everybody") {
  const DoorRules rules = rules_of(listener("", {{"allow_users", "no-such-user-here"}}), 1);
  event::Peer peer;
  CHECK_FALSE(rules.admits(peer));
  peer.credentials = event::PeerCredentials{1, 0, 0};
  CHECK_FALSE(rules.admits(peer));
}

TEST_CASE("an inet listener is one over the network") {
  config::Listener inet = listener("", {});
  inet.kind = config::Listener::Kind::inet;
  CHECK(rules_of(inet, 0).over_network);
}

TEST_CASE("the book reads the rules of a listener once") {
  const config::Listener one = listener("", {{"tables", "a"}});
  const config::Listener other = listener("", {});
  DoorRuleBook book;
  const DoorRules& first = book.of(one);
  CHECK_FALSE(first.serves("b"));
  CHECK(book.of(other).serves("b"));
  CHECK(&book.of(one) == &first);
}
