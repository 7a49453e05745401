// SPDX-License-Identifier: MIT
// The tests of an *.svtest file as blocks of its script.
#include "tests/sieve/testsuite_call.hpp"

namespace dovetail::test {

using namespace lmtp::sieve;

namespace {

class BeginTest final : public Operation {
 public:
  explicit BeginTest(TemplateString name) : name_(std::move(name)) {}
  Flow run(Machine& machine) const override {
    harness(machine).begin_test(machine.expand(name_));
    return Flow::next;
  }

 private:
  TemplateString name_;
};

class EndTest final : public Operation {
 public:
  Flow run(Machine& machine) const override {
    harness(machine).end_test();
    return Flow::next;
  }
};

class FailTest final : public Operation {
 public:
  FailTest(TemplateString reason, int end) : reason_(std::move(reason)), end_(end) {}
  Flow run(Machine& machine) const override {
    harness(machine).fail(machine.expand(reason_));
    if (end_ < 0) return machine.fail("test_fail outside of a test");
    machine.jump(static_cast<unsigned>(end_));
    return Flow::next;
  }

 private:
  TemplateString reason_;
  int end_;
};

}  // namespace

void build_test(const Node& node, Builder& builder) {
  const Builder::Label end = builder.new_label();
  builder.emit(std::make_unique<BeginTest>(node.positional_argument(0).strings[0].parts));
  builder.state<EnclosingTest>("testsuite").end = static_cast<int>(end);
  builder.block(node.block);
  builder.state<EnclosingTest>("testsuite").end = -1;
  builder.place(end);
  builder.emit(std::make_unique<EndTest>());
}

void build_fail(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<FailTest>(node.positional_argument(0).strings[0].parts,
                                          builder.state<EnclosingTest>("testsuite").end));
}

}  // namespace dovetail::test
