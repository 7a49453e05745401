// SPDX-License-Identifier: MIT
// How the exchanges of LoginService go on and end.
#include <algorithm>

#include "daemons/authd/login_service.hpp"
#include "libcommon/crypto/random.hpp"
#include "libcommon/crypto/secret.hpp"
#include "sasl/log_line.hpp"
#include "sasl/login_delay.hpp"

namespace dovetail::authd {

namespace {

using namespace sasl::protocol;

constexpr std::chrono::milliseconds kTick{250};

// What nobody decided lets nobody in.
sasl::Verdict no_verdict() {
  return {Denied{std::nullopt, std::string(kTemporaryCode), "", {}}, true, false, false, false};
}

// Whom the workers' queues must treat fairly: an address, of IPv6 its network, as for penalties.
std::string fairness_key(const sasl::Subject& subject) {
  const auto address = subject.connection.remote_address();
  if (!address) {
    return "";
  }
  const auto key = sasl::penalty_key(*address).bytes;
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

}  // namespace

template <class Question>
void LoginService::ask(const Key& key, Live& live, Question question) {
  const sasl::Exchange& exchange = *live.exchange;
  const auto resume = [this, key](auto answer) {
    const auto at = live_.find(key);
    if (at != live_.end() && at->second->exchange) {
      context_.tell_time(at->second->exchange->setup());
      std::visit([&](auto&& one) { advance(key, at->second->exchange->resume(std::move(one))); },
                 std::move(answer));
    }
  };
  if constexpr (std::is_same_v<Question, sasl::CheckStored>) {
    const bool remember = exchange.setup().settings.login_memory;
    if (const auto at_once = context_.jobs.compare_now(question, exchange.subject(), remember)) {
      context_.tell_time(exchange.setup());
      advance(key, live.exchange->resume(*at_once));
      return;
    }
    const auto compared = [this, key, question, resume](auto answer) {
      note_hash(key, question, answer);
      resume(std::move(answer));
    };
    context_.jobs.run(std::move(question), exchange.subject(), fairness_key(exchange.subject()), remember,
                      live.watch(), compared);
  } else if constexpr (std::is_same_v<Question, sasl::AskSql>) {
    // The exchange keeps its setup alive, but the worker may outlive the exchange.
    context_.jobs.run(exchange.shared_setup(), std::move(question), fairness_key(exchange.subject()), live.watch(), resume);
  } else {
    context_.jobs.run(std::move(question), fairness_key(exchange.subject()), live.watch(), resume);
  }
}

// A hash that was computed has cost its time and shows what others would. One that cannot be (of a locked account, a
// damaged or too expensive one) is answered at once: it needs a decoy like an unknown user, and is none.
void LoginService::note_hash(const Key& key, const sasl::CheckStored& question, const Compared& answer) {
  using sasl::password::Outcome;
  const auto* outcome = std::get_if<Outcome>(&answer);
  const auto at = live_.find(key);
  if (outcome != nullptr && (*outcome == Outcome::match || *outcome == Outcome::mismatch) && at != live_.end()) {
    at->second->hashed = true;
    decoy_.saw(question);
  }
}

void LoginService::advance(const Key& key, sasl::ExchangeStep step) {
  const auto at = live_.find(key);
  if (at == live_.end()) {
    return;
  }
  Live& live = *at->second;
  if (auto* verdict = std::get_if<sasl::Verdict>(&step)) {
    finish(key, std::move(*verdict));
  } else if (auto* challenge = std::get_if<Challenge>(&step)) {
    server_.resume(key.connection, key.ticket, std::move(*challenge));
  } else if (auto* sql = std::get_if<sasl::AskSql>(&step)) {
    ask(key, live, std::move(*sql));
  } else if (auto* system = std::get_if<sasl::AskSystem>(&step)) {
    ask(key, live, std::move(*system));
  } else if (auto* check = std::get_if<sasl::CheckStored>(&step)) {
    ask(key, live, std::move(*check));
  } else if (auto* derive = std::get_if<sasl::DeriveCredentials>(&step)) {
    ask(key, live, std::move(*derive));
  }
}

void LoginService::finish(const Key& key, sasl::Verdict verdict) {
  Live& live = *live_.at(key);
  live.decided = std::move(verdict);  // before anybody is asked: the answer may come from within the call
  if (!wait_until_allowed(key, live) && !ask_decoy(key, live)) {
    conclude(key);
  }
}

// A failure that was too quick to have cost a hash costs one now; see Decoy. True: its answer calls
// conclude().
bool LoginService::ask_decoy(const Key& key, Live& live) {
  const sasl::Subject& subject = live.exchange->subject();
  if (!live.decided->counts || live.hashed || subject.password.empty() || !decoy_.question()) {
    return false;
  }
  const auto& question = *decoy_.question();
  context_.jobs.run(question, subject, fairness_key(subject), false, live.watch(), [this, key](const auto&) {
    if (live_.contains(key)) {
      conclude(key);  // whatever became of the hash: only its time counts
    }
  });
  return true;
}

// delay_until: a login that is right waits for its time. True: the timer calls conclude(). What is no time,
// or one too far away, is a failed login.
bool LoginService::wait_until_allowed(const Key& key, Live& live) {
  sasl::Verdict& verdict = *live.decided;
  const auto* granted = std::get_if<Granted>(&verdict.reply);
  const auto& fields = live.exchange->subject().passdb_fields;
  if (granted == nullptr || !fields.has("delay_until")) {
    return false;
  }
  const auto wait = sasl::login_delay(fields.value("delay_until"), base::unix_seconds(context_.clock.wall()),
                                      crypto::random_number);
  if (!wait) {
    const sasl::Note why{base::Severity::error, live.exchange->tag(), wait.error(), false, ""};
    context_.write({why}, live.exchange->subject(), true);
    Denied denied;
    denied.user = granted->user;
    verdict = sasl::Verdict{std::move(denied), true, true, false};
    return false;
  }
  if (wait->count() > 0) {
    delay(key, live, *wait);
  }
  return wait->count() > 0;
}

void LoginService::conclude(const Key& key) {
  Live& live = *live_.at(key);
  sasl::Verdict verdict = std::move(live.decided).value_or(no_verdict());
  live.decided.reset();
  const sasl::Subject& subject = live.exchange->subject();
  if (const auto* granted = std::get_if<Granted>(&verdict.reply); granted != nullptr && granted->user.empty()) {
    verdict = no_verdict();  // no exchange grants a login to nobody; if one does, it is a bug of ours
  }
  const bool failed = std::holds_alternative<Denied>(verdict.reply);
  const auto& settings = live.exchange->setup().settings;
  const auto hint = failed ? sasl::PasswordHint::parse(settings.verbose_passwords, settings.debug_passwords)
                                 .text(subject.password)
                           : std::string();
  context_.write(live.exchange->take_notes(), subject, failed, hint);
  if (failed) {
    deny(key, live, std::get<Denied>(std::move(verdict.reply)), verdict);
  } else {
    grant(key, live, std::get<Granted>(std::move(verdict.reply)), verdict);
  }
}

void LoginService::grant(const Key& key, Live& live, Granted granted, const sasl::Verdict& verdict) {
  context_.figures.granted.add();
  const sasl::Subject& subject = live.exchange->subject();
  if (const auto address = subject.connection.remote_address(); address && !subject.connection.no_penalty) {
    context_.penalty.succeeded(*address);
  }
  last_login_.note(live.exchange->shared_setup(), subject);
  if (verdict.hand_over && live.login_listener) {
    auto setup = live.exchange->shared_setup();
    const bool anonymous = granted.fields.has("anonymous");
    sasl::Subject taken = live.exchange->take_subject();
    if (!setup->userdb_wants_password()) {
      crypto::wipe(taken.password);  // nobody asks for it while the login waits for its mail process
    }
    context_.hand_overs.keep(live.pid, live.id, {std::move(setup), std::move(taken), anonymous},
                             context_.clock.mono());
  }
  if (verdict.password_added && !live.login_listener) {
    granted.fields.remove("pass");  // what the user typed is for login processes alone
  }
  live_.erase(key);
  server_.resume(key.connection, key.ticket, std::move(granted));
}

void LoginService::count_failure(const sasl::Subject& subject) {
  const auto address = subject.connection.remote_address();
  if (address && !subject.connection.no_penalty) {
    const auto pair = subject.password.empty()
                          ? std::nullopt
                          : std::optional(sasl::login_checksum(subject.user, subject.password));
    context_.penalty.failed(*address, pair, context_.clock.mono());
  }
}

void LoginService::deny(const Key& key, Live& live, Denied denied, const sasl::Verdict& verdict) {
  (denied.code == kTemporaryCode ? context_.figures.temporary : context_.figures.denied).add();
  const sasl::Subject& subject = live.exchange->subject();
  if (verdict.counts) {
    count_failure(subject);
  }
  // Postfix gives up after 10 s: what the request has waited already counts.
  const auto& settings = live.exchange->setup().settings;
  const auto left = settings.max_delay - (context_.clock.mono() - live.begun);
  const auto wait = std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(left),
                               std::chrono::milliseconds(0), std::chrono::milliseconds(settings.failure_delay));
  live.exchange.reset();  // the password is not kept while the answer waits
  if (verdict.delayed && wait.count() > 0) {
    live.held_back = std::move(denied);
    delay(key, live, wait);
    return;
  }
  live_.erase(key);
  server_.resume(key.connection, key.ticket, std::move(denied));
}

void LoginService::delay(const Key& key, Live& live, std::chrono::milliseconds time) {
  live.number = ++last_number_;
  delayed_.emplace(live.number, key);
  queue_.add(live.number, context_.clock.mono() + time);
  if (!timer_.pending()) {
    timer_.schedule(kTick);
  }
}

void LoginService::tick() {
  for (const std::uint64_t number : queue_.take(context_.clock.mono(), crypto::random_number)) {
    release(number);
  }
  if (!queue_.empty()) {
    timer_.schedule(kTick);
  }
}

void LoginService::flush_delays() {
  for (const std::uint64_t number : queue_.take_all(crypto::random_number)) {
    release(number);
  }
}

// A request's start or a failure's answer, whichever was held back.
void LoginService::release(std::uint64_t number) {
  const auto delayed = delayed_.extract(number);
  const Key key = delayed.mapped();
  const auto at = live_.find(key);
  if (at == live_.end() || at->second->number != number) {
    return;  // cancelled meanwhile
  }
  at->second->number = 0;
  if (at->second->decided) {
    conclude(key);
    return;
  }
  if (!at->second->held_back) {
    start(key);
    return;
  }
  Denied denied = std::move(*at->second->held_back);
  live_.erase(at);
  server_.resume(key.connection, key.ticket, std::move(denied));
}

}  // namespace dovetail::authd
