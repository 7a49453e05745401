// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "sasl/passdb/cache.hpp"
#include "sasl/passdb/note.hpp"
#include "sasl/passdb/rules.hpp"
#include "sasl/password/verify.hpp"

namespace dovetail::sasl {

// What a walk through the passdbs is for.
enum class Purpose {
  login,        // the password must be right
  credentials,  // a challenge mechanism wants the stored secret in its own scheme
  lookup,       // does the user exist, and with which fields: PASS, master logins, userdb static
};

enum class PassResult {
  ok,
  unknown_user,
  mismatch,
  forbidden,  // right, but not from here: allow_nets and its like
  denied,     // in a passdb with deny = yes
  refused,    // found, but the rules of the chain say no
  internal_failure,
  no_such_scheme,
};

// Compare the subject's password with this one; the answer is the Outcome.
struct CheckStored {
  password::Stored stored;
  std::string database;  // which passdb, for whoever remembers outcomes
};
// Make the wanted scheme's credentials of a stored clear text; slow.
struct DeriveCredentials {
  password::Stored stored;
  std::string scheme;
  std::string user;
  std::string salt{};  // for whoever carries it out; "": a random one
};
struct PassdbDone {
  PassResult result = PassResult::internal_failure;
  std::string credentials;  // Purpose::credentials
};
using PassdbStep = std::variant<AskSql, AskSystem, CheckStored, DeriveCredentials, PassdbDone>;

// One user's way through a chain of passdbs (spec §8.1) as a resumable machine: start() once, then resume()
// with the answer to each question, until PassdbDone. Changes the subject's fields and name as the databases
// say. Does not block. The chain and the subject must outlive it. Loop thread only.
class PassdbWalk {
 public:
  using Chain = std::span<const Database* const>;  // in order; only those that take part (master or not)

  // `cache`: may be null; the owner sets its time before each call.
  PassdbWalk(Chain chain, Subject& subject, Purpose purpose, std::string scheme = "",
             AuthCache* cache = nullptr);

  PassdbStep start();
  PassdbStep resume(SqlReply reply);
  PassdbStep resume(SystemReply reply);
  PassdbStep resume(password::Outcome outcome);
  PassdbStep resume(std::optional<std::string> credentials);
  PassdbStep resume(Broken problem);  // the question could not be asked

  // The answer is older than its cache's time, for want of a newer one: that it does not fit says nothing.
  bool answer_is_old() const { return old_answer_; }
  // The entry that last said yes; null: none did.
  const Database* decided_by() const { return decided_by_; }
  // The driver of the entry that spoke last.
  std::string_view driver() const { return database_ == nullptr ? "" : database_->source->driver(); }
  // A failed login: the name that the entry which failed it gave the user; "": none did.
  const std::string& failed_as() const { return failed_as_; }
  const std::string& scheme() const { return scheme_; }  // Purpose::credentials: the wanted one
  // The wanted credentials had to be made of a clear text.
  bool derived() const { return derived_; }
  // What there is to log, in order; taken once.
  std::vector<Note> take_notes() { return std::move(notes_); }

 private:
  PassdbStep next();
  PassdbStep begin(const Database& database);
  PassdbStep look_up();
  PassdbStep ask_again();
  PassdbStep ask_source();
  std::optional<Broken> apply_defaults();
  PassdbStep answered(Answer answer);
  PassdbStep judge(Answer answer);
  PassdbStep found(Found& answer);
  PassdbStep looked_up(const Found& answer);
  PassdbStep check_password(const Found& answer);
  PassdbStep want_credentials(const Found& answer);
  PassdbStep concluded(PassResult result);
  PassdbStep follow(Rule rule, PassResult result);
  PassdbStep finish();
  PassdbDone failed(PassResult result) const;
  bool takes_part(const Database& database) const;
  void note_failure(const char* text);
  void note(base::Severity severity, std::string text);
  void undo();
  std::optional<password::Stored> stored_of(const Found& answer);

  Chain chain_;
  Subject& subject_;
  Purpose purpose_;
  std::string scheme_;
  AuthCache* cache_;
  std::string cache_key_;              // of this entry's lookup; "" where it is not to be cached
  std::optional<AuthCache::Hit> hit_;  // what the cache had
  bool from_cache_ = false;
  bool old_answer_ = false;
  bool source_knows_ = false;  // what is asked outside is about the password alone
  std::size_t at_ = 0;
  const Database* database_ = nullptr;
  const Database* decided_by_ = nullptr;
  bool succeeded_ = false;
  bool verified_ = false;  // result_success = continue: the password was right, the rest of the chain decides
  bool derived_ = false;
  bool broken_ = false;
  PassResult last_ = PassResult::unknown_user;
  std::string credentials_;
  std::vector<Note> notes_;

  Fields::Mark passdb_mark_, userdb_mark_;
  std::string user_mark_;
  std::string failed_as_;
};

}  // namespace dovetail::sasl
