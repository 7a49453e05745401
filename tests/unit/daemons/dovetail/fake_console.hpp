// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "daemons/dovetail/console.hpp"

namespace dovetail::test {

class FakeConsole final : public cli::Console {
 public:
  void out(std::string_view line) override { output.append(line).append("\n"); }
  void err(std::string_view line) override { errors.append(line).append("\n"); }
  bool is_terminal() const override { return false; }
  std::string input(std::size_t limit) override { return given.substr(0, limit); }

  std::string output;
  std::string errors;
  std::string given;
};

}  // namespace dovetail::test
