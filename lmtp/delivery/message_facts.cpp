// SPDX-License-Identifier: MIT
#include "lmtp/delivery/message_facts.hpp"

#include "libcommon/base/text.hpp"
#include "lmtp/delivery/limits.hpp"
#include "lmtp/message/address.hpp"
#include "lmtp/message/header.hpp"

namespace dovetail::lmtp::delivery {

MessageFacts facts_of(std::string_view message) {
  const message::HeaderBlock header(message.substr(0, kHeaderForLog));
  MessageFacts facts;
  if (const message::Field* field = header.first("Message-ID")) {
    const std::string id = base::printable(header.unfolded(*field), kMaxLoggedId);
    facts.message_id = id.empty() ? facts.message_id : id;
  }
  if (const message::Field* field = header.first("Subject")) {
    facts.subject = base::printable(header.unfolded(*field), kMaxLoggedSubject);
  }
  if (const message::Field* field = header.first("From")) {
    const auto addresses = message::parse_address_list(header.unfolded(*field));
    facts.from = addresses.empty() ? "" : base::printable(addresses.front().mailbox(), kMaxLoggedId);
  }
  return facts;
}

}  // namespace dovetail::lmtp::delivery
