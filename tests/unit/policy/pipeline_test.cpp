// SPDX-License-Identifier: MIT
#include "policy/pipeline.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

// Decides the requests whose sender is `sender`, and counts how often it was asked.
class SenderCheck final : public policy::Check {
 public:
  SenderCheck(std::string sender, std::string action, int& asked)
      : sender_(std::move(sender)), action_(std::move(action)), asked_(asked) {}
  void decide(const policy::Batch& batch) override {
    ++asked_;
    for (std::size_t i = 0; i < batch.requests.size(); ++i) {
      if (!batch.verdicts[i] && batch.requests[i].get("sender") == sender_) {
        batch.verdicts[i] = policy::Verdict{action_, "sender", {}, {}};
      }
    }
  }

 private:
  std::string sender_;
  std::string action_;
  int& asked_;
};

std::vector<policy::Request> from_senders(const std::vector<std::string>& senders) {
  std::vector<policy::Request> requests(senders.size());
  for (std::size_t i = 0; i < senders.size(); ++i) {
    requests[i].add("sender", senders[i]);
  }
  return requests;
}

}  // namespace

TEST_CASE("the first decisive check wins, request by request") {
  int first = 0;
  int second = 0;
  policy::Pipeline pipeline;
  pipeline.add(std::make_unique<SenderCheck>("a", "REJECT", first));
  pipeline.add(std::make_unique<SenderCheck>("a", "HOLD", second));
  pipeline.add(std::make_unique<SenderCheck>("b", "DEFER", second));
  const auto verdicts = pipeline.decide(from_senders({"a", "b", "c"}), {});
  REQUIRE(verdicts.size() == 3);
  CHECK(verdicts[0].action == "REJECT");
  CHECK(verdicts[1].action == "DEFER");
  CHECK(verdicts[2].action == "DUNNO");
  CHECK(verdicts[2].log.empty());
}

TEST_CASE("later checks are not asked when everything is decided") {
  int first = 0;
  int second = 0;
  policy::Pipeline pipeline;
  pipeline.add(std::make_unique<SenderCheck>("a", "REJECT", first));
  pipeline.add(std::make_unique<SenderCheck>("b", "DEFER", second));
  CHECK(pipeline.decide(from_senders({"a", "a"}), {}).size() == 2);
  CHECK(first == 1);
  CHECK(second == 0);
}

TEST_CASE("a pipeline without checks has no opinion") {
  policy::Pipeline pipeline;
  const auto verdicts = pipeline.decide(from_senders({"a"}), {});
  REQUIRE(verdicts.size() == 1);
  CHECK(verdicts[0].action == "DUNNO");
}

TEST_CASE("a failed verdict carries its reason and no action") {
  const auto verdict = policy::Verdict::failed("disk full");
  CHECK(verdict.failure == "disk full");
  CHECK(verdict.action.empty());
}
