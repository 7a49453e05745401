// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/reject.hpp"

#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/machine.hpp"

namespace dovetail::lmtp::sieve {

namespace {

class RejectOperation final : public Operation {
 public:
  explicit RejectOperation(const Node& node)
      : reason_(node.positional_argument(0).strings[0].parts), extended_(node.name == "ereject") {}
  Flow run(Machine& machine) const override {
    return machine.act({Reject{machine.expand(reason_), extended_, machine.header_snapshot()}, true, {}, 0});
  }

 private:
  TemplateString reason_;
  bool extended_;
};

void build_reject(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<RejectOperation>(node));
}

Extension make(const char* name) {
  Extension extension;
  extension.name = name;
  extension.commands = {{.name = name, .parameters = {{"reason", ValueKind::string}}, .build = build_reject}};
  return extension;
}

}  // namespace

Extension reject_extension() {
  return make("reject");
}

Extension ereject_extension() {
  Extension extension = make("ereject");
  extension.by_default = false;
  return extension;
}

}  // namespace dovetail::lmtp::sieve
