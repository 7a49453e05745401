// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/builder.hpp"

#include "lmtp/sieve/language/spec.hpp"
#include "lmtp/sieve/runtime/machine.hpp"
#include "lmtp/sieve/runtime/script.hpp"

namespace dovetail::lmtp::sieve {

namespace {

class Jump final : public Operation {
 public:
  explicit Jump(Builder::Label label) : label_(label) {}
  Flow run(Machine& machine) const override {
    machine.jump(label_);
    return Flow::next;
  }

 private:
  Builder::Label label_;
};

class Constant final : public Operation {
 public:
  explicit Constant(bool value) : value_(value) {}
  Flow run(Machine& machine) const override { return machine.answer_test(value_); }

 private:
  bool value_;
};

class ConditionalJump final : public Operation {
 public:
  ConditionalJump(bool result, Builder::Label label) : result_(result), label_(label) {}
  Flow run(Machine& machine) const override {
    if (machine.result() == result_) machine.jump(label_);
    return Flow::next;
  }

 private:
  bool result_;
  Builder::Label label_;
};

}  // namespace

Builder::Builder(std::string script_name) : script_(std::make_unique<Script>()) {
  script_->name_ = std::move(script_name);
}

Builder::~Builder() = default;

void Builder::block(const std::vector<Node>& commands) {
  const Node* outer = next_sibling_;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    line_ = commands[i].line;
    next_sibling_ = i + 1 < commands.size() ? &commands[i + 1] : nullptr;
    if (commands[i].spec == nullptr) continue;  // never reached, hence never checked
    if (commands[i].spec->build != nullptr) commands[i].spec->build(commands[i], *this);
  }
  next_sibling_ = outer;
}

void Builder::test(const Node& node) {
  const unsigned outer = line_;
  line_ = node.line;
  if (node.spec->build != nullptr) node.spec->build(node, *this);
  if (node.constant)
    emit(std::make_unique<Constant>(*node.constant));  // tests before the deciding one may set values
  line_ = outer;
}

void Builder::emit(std::unique_ptr<const Operation> operation) {
  script_->instructions_.push_back({std::move(operation), line_});
}

Builder::Label Builder::new_label() {
  script_->labels_.push_back(std::string::npos);  // until it is placed: the end of the script
  return static_cast<Label>(script_->labels_.size() - 1);
}

void Builder::place(Label label) {
  script_->labels_[label] = script_->instructions_.size();
}

void Builder::jump(Label label) {
  emit(std::make_unique<Jump>(label));
}

void Builder::jump_if(bool result, Label label) {
  emit(std::make_unique<ConditionalJump>(result, label));
}

std::unique_ptr<Script> Builder::finish() {
  return std::move(script_);
}

}  // namespace dovetail::lmtp::sieve
