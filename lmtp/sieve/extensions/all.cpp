// SPDX-License-Identifier: MIT
#include "lmtp/sieve/extensions/all.hpp"

#include "lmtp/sieve/extensions/body.hpp"
#include "lmtp/sieve/extensions/comparators.hpp"
#include "lmtp/sieve/extensions/copy.hpp"
#include "lmtp/sieve/extensions/core.hpp"
#include "lmtp/sieve/extensions/date_extension.hpp"
#include "lmtp/sieve/extensions/encoded_character.hpp"
#include "lmtp/sieve/extensions/envelope.hpp"
#include "lmtp/sieve/extensions/environment.hpp"
#include "lmtp/sieve/extensions/fileinto.hpp"
#include "lmtp/sieve/extensions/ihave.hpp"
#include "lmtp/sieve/extensions/imap4flags.hpp"
#include "lmtp/sieve/extensions/include.hpp"
#include "lmtp/sieve/extensions/index.hpp"
#include "lmtp/sieve/extensions/mailbox.hpp"
#include "lmtp/sieve/extensions/regex_extension.hpp"
#include "lmtp/sieve/extensions/reject.hpp"
#include "lmtp/sieve/extensions/relational.hpp"
#include "lmtp/sieve/extensions/subaddress.hpp"
#include "lmtp/sieve/extensions/variables.hpp"

namespace dovetail::lmtp::sieve {

namespace {

// Each function makes one extension. The order is that of the capability list which clients see; string
// stages run in it, too (encoded characters before variables).
constexpr Extension (*kAll[])() = {
    core_control,
    core_tests,
    core_actions,
    address_test,
    fileinto_extension,
    reject_extension,
    envelope_extension,
    encoded_character_extension,
    subaddress_extension,
    numeric_comparator_extension,
    octet_comparator_extension,
    casemap_comparator_extension,
    relational_extension,
    regex_extension,
    imap4flags_extension,
    copy_extension,
    include_extension,
    variables_extension,
    body_extension,
    environment_extension,
    mailbox_extension,
    date_extension,
    index_extension,
    ihave_extension,
    special_use_extension,
    dovecot_environment_extension,
    ereject_extension,
};

}  // namespace

Registry make_registry() {
  Registry registry;
  for (const auto make : kAll) {
    registry.add(make());
  }
  return registry;
}

const Registry& all_extensions() {
  static const Registry registry = make_registry();
  return registry;
}

}  // namespace dovetail::lmtp::sieve
