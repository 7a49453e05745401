// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sasl/passdb/walk.hpp"
#include "sasl/protocol/master_reply.hpp"
#include "sasl/setup.hpp"
#include "sasl/userdb/walk.hpp"

namespace dovetail::sasl {

using QueryReply = std::variant<protocol::UserFound, protocol::UserNotFound, protocol::LookupFailed>;
using QueryStep = std::variant<AskSql, AskSystem, QueryReply>;

// Answers USER, PASS and the userdb half of REQUEST: a resumable machine without I/O, as Exchange. One
// thread.
class UserQuery {
 public:
  enum class Kind { user, pass, take_over };

  // A name as a client sent it, or (take_over) a subject that has logged in.
  UserQuery(std::shared_ptr<const Setup> setup, Kind kind, std::string user, Connection connection);
  UserQuery(std::shared_ptr<const Setup> setup, Subject subject);

  QueryStep start();
  template <class Reply>
  QueryStep resume(Reply reply) {
    return in_passdbs_ ? passdb_step(passdb_walk_->resume(std::move(reply)))
                       : userdb_step(userdb_walk_->resume(std::move(reply)));
  }

  const Subject& subject() const { return subject_; }
  const std::shared_ptr<const Setup>& shared_setup() const { return setup_; }
  std::vector<Note> take_notes();

 private:
  QueryStep ask_passdbs();
  QueryStep passdb_step(PassdbStep step);
  QueryStep userdb_step(UserdbStep step);
  QueryStep passdb_done(PassResult result);
  QueryStep userdb_done(const UserdbDone& done);
  QueryStep start_without_userdb();
  QueryReply found_by_passdbs();
  QueryReply not_found();

  std::shared_ptr<const Setup> setup_;
  Kind kind_;
  Subject subject_;
  std::optional<PassdbWalk> passdb_walk_;
  std::optional<UserdbWalk> userdb_walk_;
  bool in_passdbs_ = false;
  std::vector<Note> notes_;
};

}  // namespace dovetail::sasl
