// SPDX-License-Identifier: MIT
// How an exchange ends: the replies, as the client and the log see them.
#include "libcommon/base/text.hpp"
#include "sasl/exchange.hpp"
#include "sasl/passdb/field_rules.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::string_view kAuthorizationFailed = "authz_fail";
constexpr std::string_view kUserDisabled = "user_disabled";

}  // namespace

Fields Exchange::identity_fields(const std::string& final_user) const {
  Fields fields;
  if (subject_.original_user != final_user || name_refused_) {
    fields.set("original_user", subject_.original_user);
  }
  if (!subject_.master_user.empty() && subject_.user != subject_.master_user) {
    fields.set("auth_user", subject_.master_user);
  }
  return fields;
}

// login_user: the passdb says whom its user becomes; to the outside that is a master login.
void Exchange::become_login_user() {
  const std::string_view name = subject_.passdb_fields.value("login_user");
  if (name.empty() || !subject_.master_user.empty()) {
    return;
  }
  note(base::Severity::info, "Master user logging in as " + std::string(name), false);
  subject_.master_user = subject_.user;
  subject_.user = subject_.login_user = name;
}

ExchangeStep Exchange::grant() {
  become_login_user();
  protocol::Granted granted;
  granted.user = subject_.user;
  granted.fields = identity_fields(subject_.user);
  for (const Field& field : visible_fields(subject_.passdb_fields)) {
    granted.fields.set(field.name, field.value);
  }
  if (anonymous_) {
    granted.fields.set("anonymous", std::nullopt);
  }
  const bool proxied = granted.fields.has("proxy");
  if (proxied) {
    granted.fields.set("proxy", std::nullopt);  // `proxy=y` says no more than `proxy`
  }
  const bool add_password = proxied && !granted.fields.has("pass") && !subject_.connection.no_login &&
                            !subject_.password.empty();
  if (add_password) {
    granted.fields.set("pass", subject_.password);
  }
  granted.final_data = std::move(final_data_);
  const bool hand_over = !proxied && !granted.fields.has("nologin") && !subject_.connection.no_login;
  return Verdict{std::move(granted), false, false, hand_over, add_password};
}

ExchangeStep Exchange::deny(PassResult result) {
  if (walk_ && !walk_->failed_as().empty() && stage_ == Stage::password) {
    subject_.user = walk_->failed_as();  // a passdb that renames is believed, right password or not
  }
  protocol::Denied denied;
  denied.user = subject_.user;
  const bool after_master = stage_ == Stage::login_user;
  if (result == PassResult::internal_failure) {
    denied.code = protocol::kTemporaryCode;
  } else if (after_master) {
    denied.code = kAuthorizationFailed;
  } else if (result == PassResult::denied) {
    denied.code = kUserDisabled;
  }
  denied.fields = identity_fields(subject_.user);
  for (const Field& field : visible_fields(subject_.passdb_fields)) {
    if (field.name != "nologin") {
      denied.fields.set(field.name, field.value);
    }
  }
  const bool counts = result != PassResult::internal_failure;
  return Verdict{std::move(denied), !subject_.passdb_fields.has("nodelay"), counts, false};
}

ExchangeStep Exchange::refuse(mech::Refuse step) {
  if (step.why == mech::Refusal::mismatch && walk_ && walk_->answer_is_old()) {
    return deny(PassResult::internal_failure);
  }
  protocol::Denied denied;
  if (named_) {
    denied.user = subject_.user;
    denied.fields = identity_fields(subject_.user);
  }
  if (step.why == mech::Refusal::mismatch) {
    note(base::Severity::info, "Password mismatch", true);
  } else if (!step.detail.empty()) {
    tag_.clear();
    note(base::Severity::info, std::move(step.detail), false);
  }
  return Verdict{std::move(denied), true, true, false};
}

}  // namespace dovetail::sasl
