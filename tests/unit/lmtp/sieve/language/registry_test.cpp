// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/registry.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::sieve;

namespace {

Registry sample() {
  Registry registry;
  Extension core;
  core.commands = {{.name = "keep"}, {.name = "header", .is_test = true, .slots = {"MATCH-TYPE"}}};
  core.tags = {{.name = "is", .slot = "MATCH-TYPE"}};
  registry.add(core);
  Extension one;
  one.name = "one";
  one.commands = {{.name = "mark"}};
  one.tags = {{.name = "count", .slot = "MATCH-TYPE"}, {.name = "x", .commands = {"keep"}}};
  registry.add(one);
  Extension two;
  two.name = "two";
  two.by_default = false;
  registry.add(two);
  Extension quiet;
  quiet.name = "comparator-quiet";
  quiet.advertised = false;
  registry.add(quiet);
  return registry;
}

}  // namespace

TEST_CASE("what an extension adds is there once it is enabled") {
  const Registry registry = sample();
  ExtensionSet enabled;
  CHECK(registry.command("keep", enabled) != nullptr);
  CHECK(registry.command("mark", enabled) == nullptr);
  const CommandSpec& header = *registry.command("header", enabled);
  CHECK(registry.tag("is", header, enabled) != nullptr);
  CHECK(registry.tag("count", header, enabled) == nullptr);
  enabled.insert(*registry.index_of("one"));
  CHECK(registry.command("mark", enabled) != nullptr);
  CHECK(registry.tag("count", header, enabled) != nullptr);
  CHECK(registry.tag("x", header, enabled) == nullptr);
  CHECK(registry.tag("x", *registry.command("keep", enabled), enabled) != nullptr);
}

TEST_CASE("sieve_extensions replaces or changes the default") {
  const Registry registry = sample();
  std::vector<std::string> unknown;
  const auto list = [&](std::string_view setting) {
    return registry.capability_list(registry.configured_set(setting, unknown));
  };
  CHECK(list("") == "one");
  CHECK(list("two") == "two");
  CHECK(list("+two") == "one two");
  CHECK(list("+two -one") == "two");
  CHECK(list("-nothing") == "one");
  CHECK(unknown == std::vector<std::string>{"nothing"});
  CHECK(registry.configured_set("two", unknown).contains(*registry.index_of("comparator-quiet")));
}
