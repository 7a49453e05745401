// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "daemons/dovetail/console.hpp"

namespace dovetail::cli {

// Shows how far long work is: a bar on a terminal (standard error), a line every tenth elsewhere.
class ProgressBar {
 public:
  ProgressBar(Console& console, std::string what, std::size_t whole);
  void at(std::size_t done);
  void finish();

 private:
  Console& console_;
  std::string what_;
  std::size_t whole_;
  std::size_t shown_ = 0;  // percent
  bool terminal_;
};

}  // namespace dovetail::cli
