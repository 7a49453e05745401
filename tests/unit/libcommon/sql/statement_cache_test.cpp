// SPDX-License-Identifier: MIT
#include "libcommon/sql/statement_cache.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

int alive = 0;

class NullCursor final : public sql::PreparedCursor {
 public:
  explicit NullCursor(std::string_view text) : PreparedCursor(text) { ++alive; }
  ~NullCursor() override { --alive; }
  void bind_text(int, std::string_view) override {}
  void bind_blob(int, std::string_view) override {}
  void bind_integer(int, std::int64_t) override {}
  void bind_null(int) override {}
  base::Result<bool> step() override { return false; }
  base::Result<bool> next_result() override { return false; }
  void reset() noexcept override { ++resets; }
  int columns() const override { return 0; }
  std::string_view name(int) const override { return {}; }
  bool is_null(int) const override { return true; }
  std::string_view text(int) override { return {}; }
  std::int64_t integer(int) override { return 0; }
  int resets = 0;
};

sql::Statement adopt(sql::StatementCache& cache, std::string_view text) {
  return sql::Statement(cache.adopt(std::make_unique<NullCursor>(text)));
}

}  // namespace

TEST_CASE("a statement comes back to the cache, reset") {
  sql::StatementCache cache(2);
  CHECK(cache.take("a") == nullptr);
  {
    auto statement = adopt(cache, "a");
    CHECK(cache.take("a") == nullptr);
  }  // in use
  auto* again = dynamic_cast<NullCursor*>(cache.take("a"));
  REQUIRE(again != nullptr);
  CHECK(again->resets == 1);
  again->release();
}

TEST_CASE("a second one of the same text lives until its end") {
  alive = 0;
  sql::StatementCache cache(2);
  auto first = adopt(cache, "a");
  {
    auto second = adopt(cache, "a");
    CHECK(alive == 2);
  }
  CHECK(alive == 1);
  CHECK(cache.size() == 1);
}

TEST_CASE("the cache stays small; what is in use is not thrown out") {
  alive = 0;
  sql::StatementCache cache(2);
  auto used = adopt(cache, "a");
  for (const char* text : {"b", "c", "d"}) {
    auto statement = adopt(cache, text);
  }
  CHECK(alive == 2);
  CHECK(cache.take("b") == nullptr);
  auto other = sql::Statement(cache.take("d"));
  {
    auto third = adopt(cache, "e");
    CHECK(alive == 3);
  }  // all in use: not kept
  CHECK(alive == 2);
}
