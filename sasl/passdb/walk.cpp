// SPDX-License-Identifier: MIT
#include "sasl/passdb/walk.hpp"

#include "libcommon/base/text.hpp"
#include "sasl/passdb/field_rules.hpp"

namespace dovetail::sasl {

using password::Outcome;

PassdbWalk::PassdbWalk(Chain chain, Subject& subject, Purpose purpose, std::string scheme, AuthCache* cache)
    : chain_(chain), subject_(subject), purpose_(purpose), scheme_(std::move(scheme)), cache_(cache) {}

PassdbStep PassdbWalk::start() {
  return next();
}

bool PassdbWalk::takes_part(const Database& database) const {
  const bool done = succeeded_ || verified_;
  const bool skipped = database.skip == (done ? Skip::if_done : Skip::if_not_done);
  return !skipped && database.serves(purpose_ == Purpose::lookup ? std::string_view() : subject_.mechanism) &&
         database.filter.accepts(subject_.user);
}

PassdbStep PassdbWalk::next() {
  while (at_ < chain_.size()) {
    const Database& database = *chain_[at_++];
    if (takes_part(database)) {
      return begin(database);
    }
  }
  return finish();
}

PassdbStep PassdbWalk::begin(const Database& database) {
  database_ = &database;
  subject_.database = database.number;
  passdb_mark_ = subject_.passdb_fields.mark();
  userdb_mark_ = subject_.userdb_fields.mark();
  user_mark_ = subject_.user;
  return look_up();
}

PassdbStep PassdbWalk::look_up() {
  from_cache_ = old_answer_ = false;
  hit_.reset();
  cache_key_ = cache_ == nullptr ? "" : cache_key_of(*database_, "passdb", subject_);
  if (auto problem = apply_defaults()) {
    return judge(std::move(*problem));
  }
  if (!cache_key_.empty()) {
    hit_ = cache_->find(cache_key_);
    if (hit_ && hit_->fresh) {
      from_cache_ = true;
      return judge(hit_->answer);
    }
  }
  return ask_source();
}

std::optional<Broken> PassdbWalk::apply_defaults() {
  if (!database_->defaults.empty()) {
    auto fields = database_->defaults.expand(subject_);
    if (!fields) {
      return Broken{"default_fields: " + fields.error().detail};
    }
    apply_passdb_fields(*fields, subject_);
  }
  return std::nullopt;
}

// The cache's answer did not fit: the database's own, as if there were no cache.
PassdbStep PassdbWalk::ask_again() {
  undo();
  from_cache_ = false;
  if (auto problem = apply_defaults()) {
    return judge(std::move(*problem));
  }
  return ask_source();
}

PassdbStep PassdbWalk::ask_source() {
  source_knows_ = false;
  Lookup lookup = database_->source->look_up(subject_);
  for (std::string& complaint : database_->source->take_complaints()) {
    note(base::Severity::error, std::move(complaint));
  }
  if (auto* answer = std::get_if<Answer>(&lookup)) {
    return answered(std::move(*answer));
  }
  if (auto* sql = std::get_if<AskSql>(&lookup)) {
    return std::move(*sql);
  }
  return std::get<AskSystem>(std::move(lookup));
}

PassdbStep PassdbWalk::resume(SqlReply reply) {
  return answered(database_->source->read_rows(subject_, std::move(reply)));
}

PassdbStep PassdbWalk::resume(SystemReply reply) {
  return answered(database_->source->read_account(subject_, std::move(reply)));
}

PassdbStep PassdbWalk::resume(Broken problem) {
  return source_knows_ ? judge(std::move(problem)) : answered(std::move(problem));
}

// The database's own word, as opposed to the cache's. Where it has none, an old answer may still let the user
// in; but neither "unknown" nor "wrong password" may come of it, nor of an answer that has just proved wrong.
PassdbStep PassdbWalk::answered(Answer answer) {
  if (cache_key_.empty()) {
    return judge(std::move(answer));
  }
  if (const auto* broken = std::get_if<Broken>(&answer)) {
    if (!hit_ || hit_->fresh || !std::holds_alternative<Found>(hit_->answer)) {
      return judge(std::move(answer));
    }
    note(base::Severity::warning, "Falling back to expired data from cache: " + broken->detail);
    from_cache_ = old_answer_ = true;
    return judge(hit_->answer);
  }
  cache_->put(cache_key_, user_mark_, answer);
  return judge(std::move(answer));
}

PassdbStep PassdbWalk::judge(Answer answer) {
  if (auto* broken = std::get_if<Broken>(&answer)) {
    note(base::Severity::error, broken->detail);
    return concluded(PassResult::internal_failure);
  }
  if (std::holds_alternative<Unknown>(answer)) {
    if (!database_->deny) {
      note_failure("unknown user");
    }
    return concluded(PassResult::unknown_user);
  }
  return found(std::get<Found>(answer));
}

PassdbStep PassdbWalk::found(Found& answer) {
  if (database_->deny) {
    note(base::Severity::info, "User found from deny passdb");
    return concluded(PassResult::denied);
  }
  if (const Field* name = answer.fields.find("user"); name != nullptr && name->value.value_or("").empty()) {
    note(base::Severity::error, "user field is empty");
    return concluded(PassResult::unknown_user);
  }
  apply_passdb_fields(answer.fields, subject_);
  if (!database_->overrides.empty()) {
    auto fields = database_->overrides.expand(subject_);
    if (!fields) {
      return judge(Broken{"override_fields: " + fields.error().detail});
    }
    apply_passdb_fields(*fields, subject_);
  }
  if (auto refusal = forbidden_by_fields(subject_)) {
    note(base::Severity::info, *refusal);
    return concluded(PassResult::forbidden);
  }
  if (answer.fields.has("noauthenticate")) {  // it only adds fields; somebody else has to let the user in
    last_ = PassResult::internal_failure;
    return next();
  }
  if (purpose_ == Purpose::lookup) {
    return looked_up(answer);
  }
  // Once an earlier passdb let the user in, later ones only add fields.
  if (succeeded_ || verified_) {
    return concluded(PassResult::ok);
  }
  return purpose_ == Purpose::login ? check_password(answer) : want_credentials(answer);
}

// A password that nobody could ever log in with is a mistake of the database, no missing user.
PassdbStep PassdbWalk::looked_up(const Found& answer) {
  if (answer.password) {
    const auto stored = stored_of(answer);
    return concluded(stored && password::is_well_formed(*stored) ? PassResult::ok : PassResult::no_such_scheme);
  }
  const bool incomplete = database_->source->driver() == "sql" && !answer.any_password;
  return concluded(incomplete ? PassResult::internal_failure : PassResult::ok);
}

std::optional<password::Stored> PassdbWalk::stored_of(const Found& answer) {
  if (!answer.password) {
    return std::nullopt;
  }
  const std::string_view scheme = database_->source->default_scheme();
  auto stored = answer.without_scheme
                    ? password::parse_stored("{" + std::string(scheme) + "}" + *answer.password, scheme)
                    : password::parse_stored(*answer.password, scheme);
  if (!stored || password::find_scheme(stored->scheme) == nullptr) {
    note(base::Severity::error,
         "Unknown scheme " + (stored ? base::printable(stored->scheme, 64) : std::string()));
    return std::nullopt;
  }
  return stored;
}

PassdbStep PassdbWalk::check_password(const Found& answer) {
  if (answer.any_password) {
    if (answer.password.value_or("").empty()) {
      return concluded(PassResult::ok);
    }
    note(base::Severity::error, "nopassword set but password is non-empty");
  }
  auto stored = stored_of(answer);
  if (!stored) {
    if (!answer.password) {
      note(base::Severity::info, "Empty password returned without nopassword");
    }
    return concluded(PassResult::mismatch);
  }
  source_knows_ = true;
  return CheckStored{std::move(*stored), database_->number};
}

PassdbStep PassdbWalk::resume(Outcome outcome) {
  if (!cache_key_.empty()) {
    cache_->set_matched(cache_key_, outcome == Outcome::match);
  }
  // The password may have been changed since: what was right a moment ago is asked for anew.
  if (outcome == Outcome::mismatch && from_cache_ && !old_answer_ &&
      (hit_->last_matched || hit_->old_enough)) {
    return ask_again();
  }
  switch (outcome) {
    case Outcome::match:
      return concluded(PassResult::ok);
    case Outcome::malformed:
    case Outcome::unknown_scheme:
      note(base::Severity::error, "Password in passdb is not in expected scheme format");
      break;
    case Outcome::too_expensive:
      note(base::Severity::error, "Password hash costs more than we are willing to spend");
      return concluded(PassResult::internal_failure);
    case Outcome::mismatch:
      break;
  }
  if (!old_answer_) {
    note_failure("Password mismatch");
  }
  return concluded(PassResult::mismatch);
}

PassdbStep PassdbWalk::want_credentials(const Found& answer) {
  auto stored = stored_of(answer);
  if (!stored) {
    return concluded(PassResult::no_such_scheme);
  }
  source_knows_ = true;
  if (password::deriving_is_slow(*stored, scheme_)) {
    derived_ = true;
    return DeriveCredentials{std::move(*stored), scheme_, subject_.user};
  }
  const std::string have = stored->scheme;
  auto credentials = password::credentials_for(*stored, scheme_, subject_.user);
  if (!credentials) {
    note(base::Severity::info, "Requested " + scheme_ + " scheme, but we have only " + have);
    return concluded(PassResult::no_such_scheme);
  }
  return resume(std::move(credentials));
}

PassdbStep PassdbWalk::resume(std::optional<std::string> credentials) {
  if (!credentials) {
    return concluded(PassResult::no_such_scheme);
  }
  credentials_ = std::move(*credentials);
  return concluded(PassResult::ok);
}

void PassdbWalk::note_failure(const char* text) {
  notes_.push_back(Note{base::Severity::info, std::string(database_->source->driver()), text, true,
                        subject_.user, database_->verbose});
}

void PassdbWalk::note(base::Severity severity, std::string text) {
  notes_.push_back(
      Note{severity, std::string(database_->source->driver()), std::move(text), false, subject_.user});
}

}  // namespace dovetail::sasl
