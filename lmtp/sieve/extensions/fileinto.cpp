// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/fileinto.hpp"

#include <fmt/format.h>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/extensions/imap_flags.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "lmtp/sieve/runtime/builder.hpp"
#include "lmtp/sieve/runtime/machine.hpp"

namespace dovetail::lmtp::sieve {

namespace {

std::string invalid_folder(std::string_view name) {
  return fmt::format("fileinto command: invalid folder name `{}' specified: invalid utf-8",
                     base::printable(name, 80));
}

class FileInto final : public Operation {
 public:
  explicit FileInto(const Node& node)
      : folder_(node.positional_argument(0).strings[0].parts),
        flags_(node),
        copy_(node.tag("copy") != nullptr),
        create_(node.tag("create") != nullptr) {
    if (const TagUse* use = node.tag("specialuse")) special_use_ = node.parameter(*use).strings[0].parts;
    if (const TagUse* use = node.tag("mailboxid")) mailbox_id_ = node.parameter(*use).strings[0].parts;
  }

  Flow run(Machine& machine) const override {
    Store store;
    store.origin = Store::Origin::fileinto;
    store.mailbox = machine.expand(folder_);
    if (!base::is_utf8(store.mailbox)) return machine.fail(invalid_folder(store.mailbox));
    if (base::equals_ignoring_case(store.mailbox, "INBOX")) store.mailbox = "INBOX";
    store.create = create_;
    store.flags = flags_.evaluate(machine);
    store.special_use = machine.expand(special_use_);
    store.mailbox_id = machine.expand(mailbox_id_);
    store.header = machine.header_snapshot();
    return machine.act({std::move(store), !copy_, {}, 0});
  }

 private:
  TemplateString folder_;
  TemplateString special_use_;
  TemplateString mailbox_id_;
  FlagsArgument flags_;
  bool copy_;
  bool create_;
};

bool check_fileinto(Node& node, Checker& checker) {
  const StringValue& folder = node.positional_argument(0).strings[0];
  if (!folder.parts.constant() || base::is_utf8(folder.parts.literal())) return true;
  checker.error(folder.line, invalid_folder(folder.parts.literal()));
  return false;
}

void build_fileinto(const Node& node, Builder& builder) {
  builder.emit(std::make_unique<FileInto>(node));
}

}  // namespace

Extension fileinto_extension() {
  Extension extension;
  extension.name = "fileinto";
  extension.commands = {{.name = "fileinto",
                         .parameters = {{"folder", ValueKind::string}},
                         .check = check_fileinto,
                         .build = build_fileinto}};
  return extension;
}

}  // namespace dovetail::lmtp::sieve
