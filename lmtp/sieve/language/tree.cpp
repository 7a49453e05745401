// SPDX-License-Identifier: MIT
#include "lmtp/sieve/language/tree.hpp"

#include "lmtp/sieve/language/spec.hpp"

namespace dovetail::lmtp::sieve {

const TagUse* Node::tag(std::string_view tag_name) const {
  for (const TagUse& use : tags) {
    if (tag_name == use.spec->name) return &use;
  }
  return nullptr;
}

const TagUse* Node::slot(std::string_view slot_name) const {
  for (const TagUse& use : tags) {
    if (use.spec->slot != nullptr && slot_name == use.spec->slot) return &use;
  }
  return nullptr;
}

}  // namespace dovetail::lmtp::sieve
