// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace dovetail::cli {

// Where a command writes to. Lines are given without their newline.
class Console {
 public:
  virtual ~Console() = default;
  virtual void out(std::string_view line) = 0;  // what was asked for
  virtual void err(std::string_view line) = 0;  // what went wrong
  virtual bool is_terminal() const = 0;         // of standard output: may a progress bar be drawn
  // The whole standard input (messages, passwords, dumps); cut at `limit` bytes.
  virtual std::string input(std::size_t limit) = 0;
};

class StandardConsole final : public Console {
 public:
  void out(std::string_view line) override;
  void err(std::string_view line) override;
  bool is_terminal() const override;
  std::string input(std::size_t limit) override;
};

}  // namespace dovetail::cli
