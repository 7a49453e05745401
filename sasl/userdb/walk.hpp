// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <variant>
#include <vector>

#include "sasl/passdb/cache.hpp"
#include "sasl/passdb/note.hpp"
#include "sasl/passdb/rules.hpp"

namespace dovetail::sasl {

// userdb static has no users of its own: do the passdbs know this one? Answered by resume(Existence).
struct AskPassdbs {};
enum class Existence { exists, unknown, failed };

enum class UserResult { found, unknown, failed };
struct UserdbDone {
  UserResult result = UserResult::failed;
  std::string reason;  // of a failure that the userdb itself wants told (tempfail)
};
using UserdbStep = std::variant<AskSql, AskSystem, AskPassdbs, UserdbDone>;

// One user's way through the chain of userdbs, as PassdbWalk for passdbs: the first hit wins unless the rules
// say otherwise. Fields end up in subject.userdb_fields, ids as numbers.
class UserdbWalk {
 public:
  using Chain = std::span<const Database* const>;

  UserdbWalk(Chain chain, Subject& subject, AuthCache* cache = nullptr)
      : chain_(chain), subject_(subject), cache_(cache) {}

  UserdbStep start() { return next(); }
  UserdbStep resume(SqlReply reply);
  UserdbStep resume(SystemReply reply);
  UserdbStep resume(Existence existence);
  UserdbStep resume(Broken problem) { return answered(std::move(problem)); }

  std::vector<Note> take_notes() { return std::move(notes_); }

 private:
  UserdbStep next();
  UserdbStep begin(const Database& database);
  UserdbStep ask_source();
  UserdbStep answered(Answer answer);
  UserdbStep judge(Answer answer);
  UserdbStep found(const Found& answer);
  UserdbStep concluded(UserResult result);
  UserdbStep follow(Rule rule, UserResult result);
  UserdbStep finish(UserResult result);
  void note(std::string text, base::Severity severity = base::Severity::error);

  Chain chain_;
  Subject& subject_;
  AuthCache* cache_;
  std::string cache_key_;
  std::optional<AuthCache::Hit> hit_;
  std::size_t at_ = 0;
  const Database* database_ = nullptr;
  bool found_ = false;
  bool broken_ = false;
  std::optional<Found> kept_;  // static's answer, while the passdbs are asked
  Fields::Mark mark_;
  std::vector<Note> notes_;
};

}  // namespace dovetail::sasl
