// SPDX-License-Identifier: MIT
#include "sasl/user_query.hpp"

#include "sasl/passdb/field_rules.hpp"
#include "sasl/userdb/ids.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::string_view kNoCredentials = "Configured passdbs don't support credentials lookups";

// What a walk without a password says of its user. Dovecot tells a user of SQL who may not log in from here by
// a failure, one of a passwd-file by "not found".
Existence existence_of(PassResult result, std::string_view driver) {
  switch (result) {
    case PassResult::ok:
      return Existence::exists;
    case PassResult::internal_failure:
    case PassResult::no_such_scheme:
    case PassResult::refused:
      return Existence::failed;
    case PassResult::forbidden:
      return driver == "sql" ? Existence::failed : Existence::unknown;
    case PassResult::unknown_user:
    case PassResult::mismatch:
    case PassResult::denied:
      break;
  }
  return Existence::unknown;
}

}  // namespace

UserQuery::UserQuery(std::shared_ptr<const Setup> setup, Kind kind, std::string user, Connection connection)
    : setup_(std::move(setup)), kind_(kind) {
  subject_.connection = std::move(connection);
  subject_.original_user = std::move(user);
}

UserQuery::UserQuery(std::shared_ptr<const Setup> setup, Subject subject)
    : setup_(std::move(setup)), kind_(Kind::take_over), subject_(std::move(subject)) {}

QueryStep UserQuery::start() {
  if (kind_ != Kind::take_over) {
    if (auto refused = setup_->names.normalise(subject_.original_user, subject_.user)) {
      subject_.user = subject_.original_user;
      notes_.push_back(Note{base::Severity::info, "userdb", std::move(refused->text), false, ""});
      return QueryReply(protocol::UserNotFound{});
    }
  }
  if (kind_ == Kind::pass) {
    return setup_->users_passdbs.empty() ? QueryReply(protocol::LookupFailed{std::string(kNoCredentials)})
                                         : ask_passdbs();
  }
  if (setup_->userdb_chain.empty()) {
    return start_without_userdb();
  }
  userdb_walk_.emplace(setup_->userdb_chain, subject_, setup_->cache.get());
  return userdb_step(userdb_walk_->start());
}

// As Dovecot: the passdbs say who exists, and their userdb_ fields are all there are.
QueryStep UserQuery::start_without_userdb() {
  if (kind_ == Kind::take_over) {
    return found_by_passdbs();
  }
  return setup_->users_passdbs.empty() ? QueryReply(protocol::LookupFailed{}) : ask_passdbs();
}

QueryReply UserQuery::found_by_passdbs() {
  if (auto problem = make_ids_numeric(subject_.userdb_fields)) {
    notes_.push_back(Note{base::Severity::error, "userdb", std::move(*problem), false, subject_.user});
    return protocol::LookupFailed{};
  }
  return protocol::UserFound{subject_.user, subject_.userdb_fields};
}

QueryReply UserQuery::not_found() {
  notes_.push_back(Note{base::Severity::info, "userdb", "unknown user", true, ""});
  return protocol::UserNotFound{};
}

QueryStep UserQuery::ask_passdbs() {
  in_passdbs_ = true;
  passdb_walk_.emplace(setup_->users_passdbs, subject_, Purpose::lookup, "", setup_->cache.get());
  return passdb_step(passdb_walk_->start());
}

QueryStep UserQuery::passdb_step(PassdbStep step) {
  if (auto* sql = std::get_if<AskSql>(&step)) {
    return std::move(*sql);
  }
  if (auto* system = std::get_if<AskSystem>(&step)) {
    return std::move(*system);
  }
  // A lookup asks for no password, so what remains is the end.
  const auto* done = std::get_if<PassdbDone>(&step);
  return passdb_done(done == nullptr ? PassResult::internal_failure : done->result);
}

QueryStep UserQuery::userdb_step(UserdbStep step) {
  if (auto* sql = std::get_if<AskSql>(&step)) {
    return std::move(*sql);
  }
  if (auto* system = std::get_if<AskSystem>(&step)) {
    return std::move(*system);
  }
  if (std::holds_alternative<AskPassdbs>(step)) {
    // Who logged in a moment ago exists.
    return kind_ == Kind::take_over ? userdb_step(userdb_walk_->resume(Existence::exists)) : ask_passdbs();
  }
  return userdb_done(std::get<UserdbDone>(step));
}

QueryStep UserQuery::passdb_done(PassResult result) {
  in_passdbs_ = false;
  const Existence existence = existence_of(result, passdb_walk_->driver());
  if (kind_ == Kind::pass) {
    if (existence == Existence::failed) {
      return QueryReply(
          protocol::LookupFailed{result == PassResult::no_such_scheme ? std::string(kNoCredentials) : ""});
    }
    if (existence == Existence::unknown) {
      return QueryReply(protocol::UserNotFound{});
    }
    const std::string_view login_user = subject_.passdb_fields.value("login_user");
    return QueryReply(protocol::UserFound{login_user.empty() ? subject_.user : std::string(login_user),
                                          visible_fields(subject_.passdb_fields)});
  }
  if (userdb_walk_) {
    return userdb_step(userdb_walk_->resume(existence));
  }
  return existence == Existence::exists    ? found_by_passdbs()
         : existence == Existence::unknown ? not_found()
                                           : QueryReply(protocol::LookupFailed{});
}

QueryStep UserQuery::userdb_done(const UserdbDone& done) {
  switch (done.result) {
    case UserResult::found:
      return QueryReply(protocol::UserFound{subject_.user, subject_.userdb_fields});
    case UserResult::unknown:
      return not_found();
    case UserResult::failed:
      break;
  }
  return QueryReply(protocol::LookupFailed{done.reason});
}

std::vector<Note> UserQuery::take_notes() {
  std::vector<Note> all = std::move(notes_);
  const auto append = [&](std::vector<Note> more) {
    for (Note& one : more) {
      all.push_back(std::move(one));
    }
  };
  if (passdb_walk_) {
    append(passdb_walk_->take_notes());
  }
  if (userdb_walk_) {
    append(userdb_walk_->take_notes());
  }
  return all;
}

}  // namespace dovetail::sasl
