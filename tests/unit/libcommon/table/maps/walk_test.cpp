// SPDX-License-Identifier: MIT
#include "libcommon/table/maps/walk.hpp"

#include "libcommon/config/source.hpp"
#include "libcommon/table/maps/loader.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::table;
using namespace dovetail::table::maps;

namespace {

std::shared_ptr<const Map> map_of(Keys keys, const std::string& source = "static:x") {
  TableSettings settings = TableSettings::for_name("m");
  settings.source = source;
  settings.keys = keys;
  return load_map({settings, "table m"}, tables_schema().defaults(), config::MemorySource()).map;
}

// Every key the walk asks, while nothing is found.
std::string asked(Walk& walk) {
  std::string keys;
  while (const auto question = walk.question()) {
    keys += std::string(question->key) + " ";
    walk.answer(not_found());
  }
  return keys;
}

}  // namespace

TEST_CASE("a walk asks each table for each key, in lower case") {
  Walk walk(map_of(Keys::address, "unionmap:{static:x,static:y}"), "U+e@D");
  CHECK(asked(walk) == "u+e@d u+e@d u@d u@d @d @d ");
  CHECK_FALSE(*walk.take());
}

TEST_CASE("exact asks one key whatever the map says") {
  Walk walk(map_of(Keys::address), "u+e@d", true);
  CHECK(asked(walk) == "u+e@d ");
}

TEST_CASE("the first key with a result ends the walk") {
  Walk walk(map_of(Keys::transport), "u@a.b");
  walk.answer(not_found());
  CHECK(walk.question()->key == "a.b");
  walk.answer(found("smtp:"));
  CHECK_FALSE(walk.question());
  CHECK(**walk.take() == "smtp:");
}

TEST_CASE("an error ends it, too") {
  Walk walk(map_of(Keys::address, "unionmap:{static:x,static:y}"), "u@d");
  walk.answer(found("one"));
  walk.answer(base::Unexpected(base::temporary("gone")));
  CHECK_FALSE(walk.question());
  CHECK_FALSE(walk.take());
}

TEST_CASE("a key that is longer than Postfix asks is not there") {
  Walk walk(map_of(Keys::transport), std::string(98'000, '.'));
  CHECK_FALSE(walk.question());
  CHECK_FALSE(*walk.take());
  CHECK(Walk(map_of(Keys::transport), std::string(10'000, 'a')).question());
}
