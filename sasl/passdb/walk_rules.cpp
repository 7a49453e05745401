// SPDX-License-Identifier: MIT
// How PassdbWalk goes on after an entry of the chain, and how it ends (spec §8.1).
#include "sasl/passdb/walk.hpp"

namespace dovetail::sasl {

namespace {

PassResult as_failure(PassResult result) {
  return result == PassResult::ok ? PassResult::refused : result;
}

}  // namespace

PassdbStep PassdbWalk::concluded(PassResult result) {
  if (result == PassResult::ok) {
    last_ = result;
    decided_by_ = database_;
    return follow(database_->on_success, result);
  }
  failed_as_ = subject_.user;
  undo();
  if (purpose_ == Purpose::login) {
    subject_.user = failed_as_;  // Dovecot asks the next entry by the new name, too
  }
  if (old_answer_) {
    result = PassResult::internal_failure;
  }
  if (database_->deny) {
    // Only "not in the list" lets the user go on.
    return result == PassResult::unknown_user ? next() : PassdbStep(PassdbDone{result, ""});
  }
  last_ = result;
  if (result == PassResult::internal_failure) {
    broken_ = true;
    return follow(database_->on_internal, result);
  }
  return follow(database_->on_failure, result);
}

// What a failed lookup set.
void PassdbWalk::undo() {
  subject_.passdb_fields.roll_back(passdb_mark_);
  subject_.userdb_fields.roll_back(userdb_mark_);
  subject_.user = user_mark_;
}

PassdbStep PassdbWalk::follow(Rule rule, PassResult result) {
  switch (rule) {
    case Rule::return_ok:
      return PassdbDone{PassResult::ok, credentials_};
    case Rule::return_as_is:
      return succeeded_ ? PassdbStep(PassdbDone{PassResult::ok, credentials_}) : failed(as_failure(result));
    case Rule::return_fail:
      return failed(as_failure(result));
    case Rule::continue_ok:
      succeeded_ = true;
      break;
    case Rule::continue_fail:
      succeeded_ = false;
      last_ = as_failure(result);
      break;
    case Rule::continue_as_is:
      // "Not yet decided": with nothing behind, that is no success.
      verified_ = verified_ || result == PassResult::ok;
      last_ = as_failure(result);
      break;
  }
  return next();
}

PassdbStep PassdbWalk::finish() {
  if (succeeded_) {
    return PassdbDone{PassResult::ok, credentials_};
  }
  return failed(last_);
}

// Whatever ends the chain: a database that could not be asked may have known better.
PassdbDone PassdbWalk::failed(PassResult result) const {
  return PassdbDone{broken_ ? PassResult::internal_failure : result, ""};
}

}  // namespace dovetail::sasl
