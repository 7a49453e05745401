// SPDX-License-Identifier: MIT
#include "sasl/mech/table.hpp"

#include <array>

#include "libcommon/base/text.hpp"
#include "sasl/mech/anonymous.hpp"
#include "sasl/mech/cram_md5.hpp"
#include "sasl/mech/dovecot_token.hpp"
#include "sasl/mech/login.hpp"
#include "sasl/mech/plain.hpp"
#include "sasl/mech/scram.hpp"

namespace dovetail::sasl::mech {

namespace {

using Begun = std::unique_ptr<Mechanism>;

constexpr std::array<Offer, 6> kOffers = {{
    {"PLAIN", "plaintext", [](const Context&) -> Begun { return std::make_unique<Plain>(); }, true},
    {"LOGIN", "plaintext", [](const Context&) -> Begun { return std::make_unique<Login>(); }, true},
    {"CRAM-MD5", "dictionary\tactive",
     [](const Context& context) -> Begun { return std::make_unique<CramMd5>(context.challenge); }, false},
    {"SCRAM-SHA-1", "mutual-auth",
     [](const Context& context) -> Begun {
       return std::make_unique<Scram>(password::ScramHash::sha1, context);
     },
     false},
    {"SCRAM-SHA-256", "mutual-auth",
     [](const Context& context) -> Begun {
       return std::make_unique<Scram>(password::ScramHash::sha256, context);
     },
     false},
    {"ANONYMOUS", "anonymous",
     [](const Context& context) -> Begun { return std::make_unique<Anonymous>(context.anonymous_user); },
     false},
}};

constexpr Offer kToken = {
    "DOVECOT-TOKEN", "",
    [](const Context& context) -> Begun { return std::make_unique<DovecotToken>(context.token_secret); },
    false};

}  // namespace

const Offer& token_offer() {
  return kToken;
}

std::span<const Offer> all_offers() {
  return kOffers;
}

const Offer* find_offer(std::string_view name) {
  for (const Offer& offer : kOffers) {
    if (base::equals_ignoring_case(offer.name, name)) {
      return &offer;
    }
  }
  return nullptr;
}

}  // namespace dovetail::sasl::mech
