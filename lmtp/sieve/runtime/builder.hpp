// SPDX-License-Identifier: MIT
#pragma once

#include <any>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lmtp/sieve/language/tree.hpp"
#include "lmtp/sieve/runtime/operation.hpp"

namespace dovetail::lmtp::sieve {

class Script;

// Turns a checked tree into a Script: the build hooks of commands and tests emit operations into it.
class Builder {
 public:
  using Label = unsigned;

  explicit Builder(std::string script_name);
  ~Builder();

  void block(const std::vector<Node>& commands);
  void test(const Node& node);  // leaves its answer as the machine's result
  std::unique_ptr<Script> finish();

  // For hooks.
  void emit(std::unique_ptr<const Operation> operation);
  Label new_label();
  void place(Label label);  // the label means the next operation emitted
  void jump(Label label);
  void jump_if(bool result, Label label);  // if the machine's result is this
  const Node* next_sibling() const { return next_sibling_; }
  // State an extension keeps while one script is built (the end of an if chain, enclosing loops).
  template <class T>
  T& state(std::string_view key) {
    std::any& slot = states_[std::string(key)];
    if (!slot.has_value()) slot = T{};
    return *std::any_cast<T>(&slot);
  }

 private:
  std::unique_ptr<Script> script_;
  const Node* next_sibling_ = nullptr;
  unsigned line_ = 0;
  std::map<std::string, std::any> states_;
};

}  // namespace dovetail::lmtp::sieve
