// SPDX-License-Identifier: MIT
// One file of tests: run, counted and reported.
#include <cstdio>

#include "tests/sieve/harness.hpp"

namespace dovetail::test {

using namespace lmtp::sieve;

void Harness::begin_test(std::string name) {
  ++tests_;
  test_name_ = std::move(name);
  test_failed_ = false;
}

void Harness::fail(const std::string& reason) {
  std::printf("%2u: Test '%s' FAILED: %s\n", tests_, test_name_.c_str(), reason.c_str());
  if (!test_failed_) ++failed_;
  test_failed_ = true;
}

void Harness::end_test() {
  if (!test_failed_ && verbose_) std::printf("%2u: Test '%s' SUCCEEDED\n", tests_, test_name_.c_str());
}

bool Harness::run(bool verbose, bool all_must_fail) {
  verbose_ = verbose;
  std::printf("Test case: %s:\n\n", file_.c_str());
  apply_config();
  const auto script = compile_file(file_);
  if (!script) {
    for (const std::string& error : errors_) {
      std::printf("  %s\n", error.c_str());
    }
    std::printf("\nFAIL: the file does not compile.\n");
    return false;
  }
  Execution execution(input());
  machine_ = &execution.machine();
  const bool ok = run_in(execution, script);
  for (const RuntimeMessage& message : execution.machine().messages()) {
    std::printf("    line %u: %s\n", message.line, message.text.c_str());
  }
  if (all_must_fail) {
    const bool all = failed_ == tests_;
    std::printf("\n%s: %u of %u tests failed (expected to fail).\n", all ? "PASS" : "FAIL", failed_, tests_);
    return all;
  }
  if (ok && failed_ == 0) {
    std::printf("\nPASS: %u tests succeeded.\n", tests_);
  } else {
    std::printf("\nFAIL: %u of %u tests failed.\n", failed_ + (ok ? 0 : 1), tests_);
  }
  return ok && failed_ == 0;
}

}  // namespace dovetail::test
