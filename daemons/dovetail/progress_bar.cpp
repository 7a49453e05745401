// SPDX-License-Identifier: MIT
#include "daemons/dovetail/progress_bar.hpp"

#include <cstdio>

#include <unistd.h>

namespace dovetail::cli {

ProgressBar::ProgressBar(Console& console, std::string what, std::size_t whole)
    : console_(console),
      what_(std::move(what)),
      whole_(whole == 0 ? 1 : whole),
      terminal_(::isatty(2) == 1) {}

void ProgressBar::at(std::size_t done) {
  const std::size_t percent = 100 * (done < whole_ ? done : whole_) / whole_;
  if (percent == shown_ || (!terminal_ && percent / 10 == shown_ / 10)) return;
  shown_ = percent;
  if (!terminal_) return console_.err(what_ + ": " + std::to_string(percent) + " %");
  constexpr std::size_t kWidth = 40;
  const std::string bar(percent * kWidth / 100, '#');
  std::fprintf(stderr, "\r%s [%-40s] %3zu %%", what_.c_str(), bar.c_str(), percent);
}

void ProgressBar::finish() {
  at(whole_);
  if (terminal_) std::fputc('\n', stderr);
}

}  // namespace dovetail::cli
