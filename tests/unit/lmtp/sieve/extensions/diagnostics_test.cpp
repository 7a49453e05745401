// SPDX-License-Identifier: MIT
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

namespace {

// "\n", "\r", "\\" and "\xNN" resolved.
std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    switch (text[++i]) {
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 'x':
        out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
        i += 2;
        break;
      default:
        out += text[i];
    }
  }
  return out;
}

}  // namespace

// Error texts and their number are interface; the file holds what the reference prints.
TEST_CASE("scripts with mistakes are answered like the reference does") {
  std::ifstream file(DOVETAIL_DIAGNOSTICS);
  REQUIRE(file);
  std::string script;
  std::string expected;
  std::size_t scripts = 0;
  const auto compare = [&] {
    if (scripts == 0) return;
    CAPTURE(script);
    CHECK(dovetail::test::compile_errors(unescaped(script)) == expected);
  };
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("> ")) {
      compare();
      script = line.substr(2);
      expected.clear();
      ++scripts;
    } else if (scripts > 0) {
      expected += line + "\n";
    }
  }
  compare();
  CHECK(scripts > 150);
}
