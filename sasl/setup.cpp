// SPDX-License-Identifier: MIT
#include "sasl/setup.hpp"

#include <algorithm>
#include <functional>

#include "libcommon/base/text.hpp"
#include "sasl/mech/table.hpp"

namespace dovetail::sasl {

namespace {

NameRules rules_of(const Settings& settings) {
  return NameRules{settings.master_user_separator, settings.default_realm, settings.username_translation,
                   settings.username_chars, settings.username_format};
}

std::uint64_t next_serial() {
  static std::uint64_t last = 0;  // setups are made on the main thread alone
  return ++last;
}

}  // namespace

Setup::Setup(Settings given) : settings(std::move(given)), serial(next_serial()), names(rules_of(settings)) {
  if (settings.cache_size > 0) {
    cache = std::make_unique<AuthCache>(settings.cache_size, settings.cache_ttl, settings.cache_negative_ttl);
  }
  for (const std::string& word : settings.mechanisms) {
    const mech::Offer* offer = mech::find_offer(word);
    if (offer == nullptr || (offer->name == "ANONYMOUS" && settings.anonymous_username.empty())) {
      continue;
    }
    mechanisms.emplace_back(offer->name);
    mech_lines.push_back(std::string(offer->name) + "\t" + std::string(offer->flags));
  }
}

void Setup::begin_turn(base::MonoTime now) const {
  if (turn_ == now) {
    return;
  }
  turn_ = now;
  for (const auto& chain : {std::cref(passdbs), std::cref(userdbs)}) {
    for (const auto& database : chain.get()) {
      database->source->begin_turn();
    }
  }
}

bool Setup::userdb_wants_password() const {
  return std::any_of(userdbs.begin(), userdbs.end(), [](const auto& database) {
    return database->source->uses_password() || database->defaults.uses("password") ||
           database->overrides.uses("password");
  });
}

bool Setup::offers(const std::string& mechanism) const {
  return std::find(mechanisms.begin(), mechanisms.end(), mechanism) != mechanisms.end();
}

void Setup::index() {
  users_passdbs.clear();
  master_passdbs.clear();
  userdb_chain.clear();
  for (const auto& database : passdbs) {
    (database->master ? master_passdbs : users_passdbs).push_back(database.get());
  }
  for (const auto& database : userdbs) {
    userdb_chain.push_back(database.get());
  }
}

}  // namespace dovetail::sasl
