// SPDX-License-Identifier: MIT
#include "lmtp/protocol/xforward.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "libcommon/wire/quoting.hpp"
#include "lmtp/protocol/limits.hpp"

namespace dovetail::lmtp::protocol {

namespace {

std::string* field_named(Forwarded& forwarded, std::string_view name) {
  const std::string upper = base::uppered(name);
  if (upper == "NAME") return &forwarded.name;
  if (upper == "ADDR") return &forwarded.address;
  if (upper == "PORT") return &forwarded.port;
  if (upper == "PROTO") return &forwarded.protocol;
  if (upper == "HELO") return &forwarded.helo;
  if (upper == "IDENT") return &forwarded.ident;
  if (upper == "SOURCE") return &forwarded.source;
  return nullptr;
}

}  // namespace

bool parse_xforward(std::string_view arguments, Forwarded& forwarded) {
  Forwarded next = forwarded;
  const auto attributes = base::words(arguments);
  for (const std::string_view attribute : attributes) {
    const auto pair = base::split_once(attribute, '=');
    std::string* field = pair ? field_named(next, pair->first) : nullptr;
    auto value = pair ? wire::xtext_decode(pair->second) : std::nullopt;
    if (field == nullptr || !value || value->size() > kMaxForwarded ||
        std::any_of(value->begin(), value->end(), base::is_control)) {
      return false;
    }
    const bool unknown = base::equals_ignoring_case(*value, "[UNAVAILABLE]") ||
                         base::equals_ignoring_case(*value, "[TEMPUNAVAIL]");
    *field = unknown ? std::string() : *std::move(value);
  }
  forwarded = std::move(next);
  return !attributes.empty();
}

}  // namespace dovetail::lmtp::protocol
