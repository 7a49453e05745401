// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sasl/passdb/passwd_file.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto entries = sasl::PasswdEntries::parse({reinterpret_cast<const char*>(data), size});
  for (const std::string& user : entries.users()) {
    fuzz::check(entries.find(user) != nullptr, "listed users are found");
  }
  return 0;
}
