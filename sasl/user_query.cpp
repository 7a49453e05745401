// SPDX-License-Identifier: MIT
#include "sasl/user_query.hpp"

#include "sasl/passdb/field_rules.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::string_view kNoCredentials = "Configured passdbs don't support credentials lookups";

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
  userdb_walk_.emplace(setup_->userdb_chain, subject_, setup_->cache.get());
  return userdb_step(userdb_walk_->start());
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
  if (kind_ == Kind::pass) {
    if (result == PassResult::ok) {
      return QueryReply(protocol::UserFound{subject_.user, visible_fields(subject_.passdb_fields)});
    }
    return result == PassResult::internal_failure ? QueryReply(protocol::LookupFailed{})
                                                  : QueryReply(protocol::UserNotFound{});
  }
  const Existence existence = result == PassResult::ok                 ? Existence::exists
                              : result == PassResult::internal_failure ? Existence::failed
                                                                       : Existence::unknown;
  return userdb_step(userdb_walk_->resume(existence));
}

QueryStep UserQuery::userdb_done(const UserdbDone& done) {
  switch (done.result) {
    case UserResult::found:
      return QueryReply(protocol::UserFound{subject_.user, subject_.userdb_fields});
    case UserResult::unknown:
      notes_.push_back(Note{base::Severity::info, "userdb", "unknown user", true, ""});
      return QueryReply(protocol::UserNotFound{});
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
