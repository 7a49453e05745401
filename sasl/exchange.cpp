// SPDX-License-Identifier: MIT
#include "sasl/exchange.hpp"

#include "libcommon/base/text.hpp"
#include "libcommon/crypto/secret.hpp"
#include "sasl/mech/scram.hpp"
#include "sasl/mech/table.hpp"

namespace dovetail::sasl {

Exchange::Exchange(std::shared_ptr<const Setup> setup, protocol::AuthRequest request,
                   const mech::Context& context)
    : setup_(std::move(setup)), initial_(std::move(request.initial)) {
  subject_.connection = std::move(request.connection);
  for (const Field& field : subject_.connection.forwarded) {
    subject_.passdb_fields.set("forward_" + field.name, field.value);
  }
  subject_.mechanism = std::move(request.mechanism);
  fake_key_ = context.fake_key;
  const bool by_token = subject_.mechanism == mech::token_offer().name;
  if (const mech::Offer* offer = by_token ? &mech::token_offer() : mech::find_offer(subject_.mechanism)) {
    mechanism_ = offer->begin(context);
  }
}

Exchange::~Exchange() {
  crypto::wipe(subject_.password);
  if (initial_) {
    crypto::wipe(*initial_);
  }
}

std::vector<Note> Exchange::take_notes() {
  keep_notes();
  return std::move(notes_);
}

void Exchange::keep_notes() {
  if (walk_) {
    for (Note& from_walk : walk_->take_notes()) {
      notes_.push_back(std::move(from_walk));
    }
  }
}

std::string Exchange::tag() const {
  const Database* database = walk_ ? walk_->decided_by() : nullptr;
  return database != nullptr ? std::string(database->source->driver()) : base::lowered(subject_.mechanism);
}

void Exchange::note(base::Severity severity, std::string text, bool failure) {
  keep_notes();
  notes_.push_back(Note{severity, tag_.empty() ? base::lowered(subject_.mechanism) : tag_, std::move(text),
                        failure, subject_.user});
}

ExchangeStep Exchange::start() {
  if (!mechanism_) {
    return refuse(mech::Refuse{mech::Refusal::invalid_input, "unsupported mechanism"});
  }
  if (const char* missing = missing_certificate()) {
    note(base::Severity::info, missing, false);
    return Verdict{protocol::Denied{std::nullopt, "", missing, {}}, false, false, false};
  }
  const auto initial = initial_ ? std::optional<std::string_view>(*initial_) : std::nullopt;
  return follow(mechanism_->start(initial));
}

// What auth_ssl_require_client_cert asks for and the client did not show; null: nothing.
const char* Exchange::missing_certificate() const {
  const Settings& settings = setup_->settings;
  const Connection& connection = subject_.connection;
  if (!settings.ssl_require_client_cert) {
    return nullptr;
  }
  if (!connection.valid_client_cert) {
    return "Client didn't present valid SSL certificate";
  }
  const bool nameless = settings.ssl_username_from_cert && connection.cert_user.empty();
  return nameless ? "SSL certificate didn't contain username" : nullptr;
}

ExchangeStep Exchange::respond(std::string_view response) {
  stage_ = Stage::mechanism;
  return follow(mechanism_->respond(response));
}

ExchangeStep Exchange::follow(mech::Step step) {
  if (auto* challenge = std::get_if<mech::Challenge>(&step)) {
    return protocol::Challenge{std::move(challenge->bytes)};
  }
  if (auto* name = std::get_if<mech::NameGiven>(&step)) {
    return set_names(name->user, "") ? ExchangeStep(protocol::Challenge{std::move(name->challenge)})
                                     : deny(PassResult::unknown_user);
  }
  if (auto* password = std::get_if<mech::CheckPassword>(&step)) {
    return ask_password(std::move(*password));
  }
  if (auto* credentials = std::get_if<mech::WantCredentials>(&step)) {
    return ask_credentials(std::move(*credentials));
  }
  if (auto* done = std::get_if<mech::Proved>(&step)) {
    return proved(std::move(done->final_data));
  }
  if (auto* assumed = std::get_if<mech::Assume>(&step)) {
    subject_.user = subject_.original_user = std::move(assumed->user);
    named_ = anonymous_ = true;
    return grant();
  }
  if (const auto* vouched = std::get_if<mech::Vouched>(&step)) {
    if (!set_names(vouched->user, "")) {
      return deny(PassResult::unknown_user);
    }
    return vouched->proved ? grant() : refuse(mech::Refuse{mech::Refusal::mismatch, ""});
  }
  return refuse(std::get<mech::Refuse>(std::move(step)));
}

bool Exchange::refuse_name(std::string_view raw, std::string& out) {
  if (auto refused = setup_->names.normalise(raw, out)) {
    note(base::Severity::info, std::move(refused->text), false);
    return true;
  }
  return false;
}

// Whose password counts goes to subject.user (and master_user), whom it logs in to login_user.
bool Exchange::set_names(std::string_view user, std::string_view authorize_as) {
  named_ = true;
  subject_.master_user.clear();
  const std::string& certified = subject_.connection.cert_user;
  const bool by_certificate = setup_->settings.ssl_username_from_cert && !certified.empty();
  const UserName split = by_certificate ? UserName{certified, std::nullopt} : setup_->names.split(user);
  const bool has_login = split.master || !authorize_as.empty();
  const std::string login = authorize_as.empty() ? split.user : std::string(authorize_as);
  const std::string owner = split.master ? *split.master : split.user;
  subject_.original_user = by_certificate ? std::string(user) : owner;
  if (refuse_name(owner, subject_.user)) {
    subject_.user = subject_.original_user;
    name_refused_ = true;
    return false;
  }
  if (!has_login) {
    return true;
  }
  // What stands in front of a separator has to be a name, even where an authorization id takes its place.
  if ((split.master && refuse_name(split.user, subject_.login_user)) ||
      refuse_name(login, subject_.login_user)) {
    subject_.login_user.clear();
    return false;
  }
  // A name asked for by its own owner is no master login, once both are normalised.
  if (subject_.login_user == subject_.user) {
    subject_.login_user.clear();
  } else {
    subject_.master_user = subject_.user;
  }
  return true;
}

ExchangeStep Exchange::ask_password(mech::CheckPassword step) {
  if (!set_names(step.user, step.authorize_as)) {
    return deny(PassResult::unknown_user);
  }
  subject_.password = step.password.view();
  return begin_walk(Purpose::login, "");
}

ExchangeStep Exchange::ask_credentials(mech::WantCredentials step) {
  if (!set_names(step.user, step.authorize_as)) {
    return deny(PassResult::unknown_user);
  }
  return begin_walk(Purpose::credentials, std::move(step.scheme));
}

ExchangeStep Exchange::begin_walk(Purpose purpose, std::string scheme) {
  keep_notes();
  const bool by_master = !subject_.master_user.empty() && purpose != Purpose::lookup;
  stage_ = purpose == Purpose::login         ? Stage::password
           : purpose == Purpose::credentials ? Stage::credentials
                                             : Stage::login_user;
  walk_.emplace(by_master ? setup_->master_passdbs : setup_->users_passdbs, subject_, purpose,
                std::move(scheme), setup_->cache.get());
  return walked(walk_->start());
}

ExchangeStep Exchange::walked(PassdbStep step) {
  if (auto* done = std::get_if<PassdbDone>(&step)) {
    return walk_done(std::move(*done));
  }
  if (auto* sql = std::get_if<AskSql>(&step)) {
    return std::move(*sql);
  }
  if (auto* system = std::get_if<AskSystem>(&step)) {
    return std::move(*system);
  }
  if (auto* check = std::get_if<CheckStored>(&step)) {
    return std::move(*check);
  }
  auto derive = std::get<DeriveCredentials>(std::move(step));
  derive.salt = mech::made_up_salt(fake_key_, subject_.user);
  return derive;
}

ExchangeStep Exchange::walk_done(PassdbDone done) {
  switch (stage_) {
    case Stage::password:
      return password_done(done.result);
    case Stage::credentials:
      return credentials_done(std::move(done));
    case Stage::login_user:
    case Stage::mechanism:
      break;
  }
  return done.result == PassResult::ok ? grant() : deny(done.result);
}

ExchangeStep Exchange::password_done(PassResult result) {
  if (result != PassResult::ok) {
    return deny(result);
  }
  return subject_.master_user.empty() ? grant() : look_for_login_user();
}

ExchangeStep Exchange::credentials_done(PassdbDone done) {
  if (done.result == PassResult::internal_failure || done.result == PassResult::forbidden ||
      done.result == PassResult::denied) {
    return deny(done.result);
  }
  if (const Database* database = walk_->decided_by()) {
    tag_ = database->source->driver();
  }
  if (!costs_what_others_cost(done)) {
    pretending_ = true;
    password::Stored nothing;
    nothing.scheme = "PLAIN";
    return DeriveCredentials{std::move(nothing), walk_->scheme(), subject_.user,
                             mech::made_up_salt(fake_key_, subject_.user)};
  }
  const auto stored =
      done.result == PassResult::ok ? std::optional<std::string_view>(done.credentials) : std::nullopt;
  stage_ = Stage::mechanism;
  ExchangeStep next = follow(mechanism_->credentials(subject_.user, stored));
  crypto::wipe(done.credentials);
  return next;
}

// SCRAM keys made of a clear text take their time, which would tell who exists: where the last user's had to be
// made, those of nobody are made, too. False: they are to be made first.
bool Exchange::costs_what_others_cost(const PassdbDone& done) {
  if (!password::scram_hash(walk_->scheme())) {
    return true;
  }
  ScramHabit& habit = setup_->scram_habit;
  if (done.result == PassResult::ok) {
    habit.derived = walk_->derived();
    habit.iterations = base::to_number<std::uint32_t>(done.credentials.substr(0, done.credentials.find(',')))
                           .value_or(habit.iterations);
    return true;
  }
  return !habit.derived;
}

ExchangeStep Exchange::pretended() {
  stage_ = Stage::mechanism;
  return follow(mechanism_->credentials(subject_.user, std::nullopt));
}

ExchangeStep Exchange::proved(std::string final_data) {
  final_data_ = std::move(final_data);
  return subject_.master_user.empty() ? grant() : look_for_login_user();
}

// The master's password was right. `pass = yes` on its passdb: the user must exist in an ordinary passdb,
// too.
ExchangeStep Exchange::look_for_login_user() {
  const Database* master = walk_->decided_by();
  const bool check = master != nullptr && master->check_login_user;
  tag_ = master == nullptr ? std::string() : std::string(master->source->driver());
  note(base::Severity::info, "Master user logging in as " + subject_.login_user, false);
  subject_.user = subject_.login_user;
  return check ? begin_walk(Purpose::lookup, "") : grant();
}

}  // namespace dovetail::sasl
