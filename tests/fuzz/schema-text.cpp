// SPDX-License-Identifier: MIT
#include "libcommon/sql/sql_text.hpp"

#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::size_t total = 0;
  for (const auto part : sql::split_statements(fuzz::as_text(data, size))) {
    fuzz::check(!part.empty(), "no empty statement");
    total += part.size();
  }
  fuzz::check(total <= size, "parts fit");
  return 0;
}
