// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "libcommon/base/text.hpp"
#include "lmtp/message/address.hpp"
#include "lmtp/sieve/extensions/core.hpp"
#include "lmtp/sieve/extensions/imap_flags.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/machine.hpp"

namespace dovetail::lmtp::sieve {

namespace {

class Keep final : public Operation {
 public:
  explicit Keep(const Node& node) : flags_(node) {}
  Flow run(Machine& machine) const override {
    Store store;
    store.mailbox = machine.input().default_mailbox;
    store.flags = flags_.evaluate(machine);
    store.header = machine.header_snapshot();
    return machine.keep({std::move(store), true, {}, 0});
  }

 private:
  FlagsArgument flags_;
};

class DiscardOperation final : public Operation {
 public:
  Flow run(Machine& machine) const override { return machine.act({Discard{}, true, {}, 0}); }
};

class RedirectOperation final : public Operation {
 public:
  explicit RedirectOperation(const Node& node)
      : address_(node.positional_argument(0).strings[0].parts), copy_(node.tag("copy") != nullptr) {}

  Flow run(Machine& machine) const override {
    const std::string text = machine.expand(address_);
    auto address = message::parse_single_address(text);
    if (!address) {
      return machine.fail(fmt::format("specified redirect address '{}' is invalid: {}",
                                      base::printable(text, 80), address.error()));
    }
    address->domain = base::lowered(address->domain);
    return machine.act({Redirect{address->mailbox(), machine.header_snapshot()}, !copy_, {}, 0});
  }

 private:
  TemplateString address_;
  bool copy_;
};

bool check_redirect(Node& node, Checker& checker) {
  if (checker.options().max_redirects == 0) {
    checker.error(node.line, "local policy prohibits the use of a redirect action");
    return false;
  }
  const StringValue& given = node.positional_argument(0).strings[0];
  if (!given.parts.constant()) return true;
  const std::string text(given.parts.literal());
  const auto address = message::parse_single_address(text);
  if (address) return true;
  checker.error(given.line, fmt::format("specified redirect address '{}' is invalid: {}",
                                        base::printable(text, 80), address.error()));
  return false;
}

template <class O>
void build(const Node& node, Builder& builder) {
  if constexpr (std::is_constructible_v<O, const Node&>) {
    builder.emit(std::make_unique<O>(node));
  } else {
    builder.emit(std::make_unique<O>());
  }
}

}  // namespace

Extension core_actions() {
  Extension core;
  core.commands = {
      {.name = "keep", .build = build<Keep>},
      {.name = "discard", .build = build<DiscardOperation>},
      {.name = "redirect",
       .parameters = {{"address", ValueKind::string}},
       .check = check_redirect,
       .build = build<RedirectOperation>},
  };
  return core;
}

}  // namespace dovetail::lmtp::sieve
