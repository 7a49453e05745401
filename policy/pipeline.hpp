// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "libcommon/base/clock.hpp"
#include "policy/protocol/request.hpp"
#include "policy/verdict.hpp"

namespace dovetail::policy {

// Requests that were waiting at one moment, in order of arrival, with a place for each one's verdict.
struct Batch {
  std::span<const Request> requests;
  std::span<std::optional<Verdict>> verdicts;  // as many as requests; those that stand are not touched
  base::WallTime now;
};

// One question that is asked about mail. A check sees the whole batch, so that it may use one transaction,
// and fills in the verdicts of the requests it decides; the others stay empty for the next check. Runs on a
// worker, one batch at a time; may block. Never throws for what a request or a store does: see
// Verdict::failure.
class Check {
 public:
  virtual ~Check() = default;
  virtual void decide(const Batch& batch) = 0;
};

// Checks in order; the first decisive one wins.
class Pipeline {
 public:
  void add(std::unique_ptr<Check> check);

  // One verdict for each request. Where no check had an opinion: DUNNO, without a log line.
  std::vector<Verdict> decide(std::span<const Request> requests, base::WallTime now);

 private:
  std::vector<std::unique_ptr<Check>> checks_;
};

}  // namespace dovetail::policy
