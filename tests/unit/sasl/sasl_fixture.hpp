// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "sasl/setup.hpp"

namespace dovetail::sasl::test {

// A source with a table of users in memory: what the tests of exchanges and lookups ask.
class Users final : public Source {
 public:
  std::string_view driver() const override { return "sql"; }
  std::string_view default_scheme() const override { return "PLAIN"; }
  Lookup look_up(const Subject& subject) override {
    if (broken) {
      return Answer(Broken{"Password query failed: gone away"});
    }
    const auto at = all.find(subject.user);
    return at == all.end() ? Answer(Unknown{}) : Answer(at->second);
  }
  Found& add(const std::string& user, const std::string& password) {
    all[user].password = password;
    return all[user];
  }
  std::map<std::string, Found> all;
  bool broken = false;
};

inline Users& add_database(std::vector<std::unique_ptr<Database>>& to, bool master = false) {
  auto database = std::make_unique<Database>();
  auto source = std::make_unique<Users>();
  Users& users = *source;
  database->number = std::to_string(to.size() + 1);
  database->master = master;
  database->source = std::move(source);
  to.push_back(std::move(database));
  return users;
}

inline std::shared_ptr<Setup> make_setup(
    const std::string& mechanisms = "plain login cram-md5 scram-sha-256 anonymous") {
  Settings settings = settings_schema().defaults();
  settings.mechanisms.clear();
  std::size_t from = 0;
  while (from < mechanisms.size()) {
    const auto to = std::min(mechanisms.find(' ', from), mechanisms.size());
    settings.mechanisms.push_back(mechanisms.substr(from, to - from));
    from = to + 1;
  }
  settings.master_user_separator = "*";
  return std::make_shared<Setup>(std::move(settings));
}

}  // namespace dovetail::sasl::test
