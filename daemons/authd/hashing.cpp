// SPDX-License-Identifier: MIT
#include "daemons/authd/hashing.hpp"

#include "libcommon/crypto/secret.hpp"
#include "libcommon/event/loop.hpp"
#include "sasl/password/verify.hpp"

namespace dovetail::authd {

namespace {

using sasl::password::Outcome;

}  // namespace

// A comparison on its way to a worker and back; owns its copy of the password.
struct Hashing::Check {
  sasl::CheckStored question;
  std::string user;
  crypto::SecretString password;
  std::string key;
  bool remember = false;
  std::size_t memory_kib = 0;
  Watch watch;
  Done<Outcome> done;

  // On a worker. Whoever has gone meanwhile is not worth the work; the answer is dropped anyway.
  Outcome verify() const {
    return watch.alive() ? sasl::password::verify(question.stored, {user, password.view()})
                         : Outcome::mismatch;
  }
};

std::optional<Outcome> Hashing::compare_now(const sasl::CheckStored& question, const sasl::Subject& subject,
                                            bool remember) const {
  if (!sasl::password::is_slow(question.stored)) {
    return sasl::password::verify(question.stored, {subject.user, subject.password});
  }
  if (remember && memory_.knows(question.database, question.stored.data, subject.password)) {
    return Outcome::match;
  }
  return std::nullopt;
}

void Hashing::run(sasl::CheckStored question, const sasl::Subject& subject, std::string_view key,
                  bool remember, Watch watch, Done<Outcome> done) {
  if (checks_.size() >= limits_.queue) {
    refuse(std::move(watch), std::move(done));
    return;
  }
  auto check = std::make_shared<Check>();
  check->memory_kib = sasl::password::memory_kib(question.stored);
  check->question = std::move(question);
  check->user = subject.user;
  check->password = crypto::SecretString(subject.password);
  check->key = key;
  check->remember = remember;
  check->watch = std::move(watch);
  check->done = std::move(done);
  const std::uint64_t number = ++last_number_;
  const bool argon2 = check->memory_kib > 0;
  if (argon2) {
    argon2_waiting_.add(check->key, number);
  }
  checks_.emplace(number, std::move(check));
  argon2 ? start_argon2() : check_on_worker(number);
}

// On the next turn: who asks does not expect a refusal from within the call.
void Hashing::refuse(Watch watch, Done<Outcome> done) {
  loop_.post([watch = std::move(watch), done = std::move(done)]() mutable {
    if (watch.alive()) {
      done(sasl::Broken{event::WorkerPool::no_room().detail});
    }
  });
}

// Argon2 takes its memory by intent: only so many run at one time, each address in turn.
void Hashing::start_argon2() {
  while (!argon2_waiting_.empty()) {
    const std::uint64_t number = argon2_waiting_.front();
    const std::size_t wanted = checks_.at(number)->memory_kib;
    if (argon2_running_kib_ > 0 && argon2_running_kib_ + wanted > limits_.argon2_kib) {
      return;
    }
    argon2_waiting_.pop();
    if (checks_.at(number)->watch.alive()) {
      argon2_running_kib_ += wanted;
      check_on_worker(number);
    } else {
      checks_.erase(number);
    }
  }
}

void Hashing::check_on_worker(std::uint64_t number) {
  const auto& check = checks_.at(number);
  workers_.perform_for(
      check->key, lifetime_.watch(), [check] { return check->verify(); },
      [this, number](const base::Result<Outcome>& outcome) { checked(number, outcome); });
}

void Hashing::checked(std::uint64_t number, const base::Result<Outcome>& outcome) {
  const auto node = checks_.extract(number);
  Check& check = *node.mapped();
  argon2_running_kib_ -= check.memory_kib;
  if (check.watch.alive()) {
    if (outcome && *outcome == Outcome::match && check.remember) {
      memory_.remember(check.question.database, check.question.stored.data, check.password.view());
    }
    check.password = {};  // the worker may still hold its share of the check when the answer is out
    if (outcome) {
      check.done(*outcome);
    } else {
      check.done(sasl::Broken{outcome.error().detail});
    }
  }
  start_argon2();
}

void Hashing::run(sasl::DeriveCredentials question, std::string_view key, Watch watch,
                  Done<std::optional<std::string>> done) {
  using Credentials = std::optional<std::string>;
  workers_.perform_for(
      key, watch,
      [question = std::move(question), watch] {  // thousands of iterations for somebody who has gone: not one
        return watch.alive() ? sasl::password::credentials_for(question.stored, question.scheme, question.user,
                                                               question.salt)
                             : Credentials();
      },
      [done = std::move(done)](base::Result<Credentials> made) mutable {
        if (made) {
          done(std::move(*made));
        } else {
          done(sasl::Broken{made.error().detail});
        }
      });
}

}  // namespace dovetail::authd
