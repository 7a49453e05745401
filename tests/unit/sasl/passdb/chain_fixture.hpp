// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sasl/passdb/walk.hpp"

namespace dovetail::sasl::test {

// A passdb that knows one answer.
class Fixed final : public Source {
 public:
  Fixed(const char* name, Answer answer) : name_(name), answer_(std::move(answer)) {}
  std::string_view driver() const override { return name_; }
  Lookup look_up(const Subject&) override {
    ++asked;
    return answer_;
  }
  std::string_view default_scheme() const override { return "PLAIN"; }
  std::string_view cache_key() const override { return "%u"; }
  int asked = 0;
  void now_answers(Answer answer) { answer_ = std::move(answer); }

 private:
  const char* name_;
  Answer answer_;
};

inline Found with_password(const char* password, std::vector<std::string> lines = {}) {
  Found found;
  found.password = password;
  for (const std::string& line : lines) {
    found.fields.set_line(line);
  }
  return found;
}

struct Chain {
  Database& add(Answer answer, const char* name = "sql") {
    auto database = std::make_unique<Database>();
    database->number = std::to_string(all.size() + 1);
    database->source = std::make_unique<Fixed>(name, std::move(answer));
    all.push_back(std::move(database));
    order.push_back(all.back().get());
    return *all.back();
  }
  PassdbDone run(const char* given, Purpose purpose = Purpose::login) {
    subject.user = "bob";
    subject.mechanism = "PLAIN";
    subject.password = given;
    subject.passdb_fields.clear();
    PassdbWalk walk(order, subject, purpose, "CRAM-MD5", cache);
    PassdbStep step = walk.start();
    while (auto* check = std::get_if<CheckStored>(&step)) {
      step = refuses ? walk.resume(Broken{"no room"}) : walk.resume(password::verify(check->stored, {subject.user, subject.password}));
    }
    notes = walk.take_notes();
    return std::get<PassdbDone>(step);
  }
  PassResult result(const char* given, Purpose purpose = Purpose::login) {
    return run(given, purpose).result;
  }
  int asked(std::size_t which) const { return static_cast<Fixed&>(*all[which]->source).asked; }

  std::vector<std::unique_ptr<Database>> all;
  std::vector<const Database*> order;
  Subject subject;
  Fixed& source(std::size_t which) { return static_cast<Fixed&>(*all[which]->source); }
  std::vector<Note> notes;
  AuthCache* cache = nullptr;
  bool refuses = false;  // there are no workers to compare passwords
};

}  // namespace dovetail::sasl::test
