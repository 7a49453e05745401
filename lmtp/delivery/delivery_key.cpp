// SPDX-License-Identifier: MIT
#include "lmtp/delivery/delivery_key.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/digest.hpp"

namespace dovetail::lmtp::delivery {

std::string delivery_key(const Envelope& envelope, const Recipient& recipient, std::string_view user,
                         std::string_view message, std::string_view message_digest) {
  if (!base::starts_with_ignoring_case(message, "Received:")) {
    return {};
  }
  const std::string_view end("\0", 1);  // no part can hold it
  crypto::Digest digest(crypto::DigestKind::sha256);
  digest.update(envelope.sender.raw())
      .update(end)
      .update(recipient.address.raw())
      .update(end)
      .update(user)
      .update(end);
  digest.update(envelope.forwarded.ident).update(end).update(message_digest);
  return base::to_hex(digest.finish());
}

}  // namespace dovetail::lmtp::delivery
