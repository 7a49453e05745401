// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "sasl/mech/mechanism.hpp"

namespace dovetail::sasl::mech {

// One mechanism that can be offered: its name as sent, its flags of the MECH line (TAB separated, as Dovecot
// sends them), and how to begin an exchange.
struct Offer {
  std::string_view name;
  std::string_view flags;
  std::unique_ptr<Mechanism> (*begin)(const Context& context);
  bool plain_credentials;  // takes the password itself: every stored scheme will do
};

std::span<const Offer> all_offers();
// Names compare without regard to case; nullptr: no such mechanism.
const Offer* find_offer(std::string_view name);
// DOVECOT-TOKEN, which token listeners offer alone and no other listener does.
const Offer& token_offer();

}  // namespace dovetail::sasl::mech
