// SPDX-License-Identifier: MIT
// How an exchange ends: the replies, as the client and the log see them.
#include "libcommon/base/text.hpp"
#include "sasl/exchange.hpp"
#include "sasl/passdb/field_rules.hpp"

namespace dovetail::sasl {

namespace {

constexpr std::string_view kAuthorizationFailed = "authz_fail";

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

ExchangeStep Exchange::grant() {
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
  if (proxied && !granted.fields.has("pass") && !subject_.connection.no_login && !subject_.password.empty()) {
    granted.fields.set("pass", subject_.password);
  }
  granted.final_data = std::move(final_data_);
  const bool hand_over = !proxied && !granted.fields.has("nologin") && !subject_.connection.no_login;
  return Verdict{std::move(granted), false, false, hand_over};
}

ExchangeStep Exchange::deny(PassResult result) {
  protocol::Denied denied;
  denied.user = subject_.user;
  const bool after_master = stage_ == Stage::login_user;
  if (result == PassResult::internal_failure) {
    denied.code = protocol::kTemporaryCode;
  } else if (after_master) {
    denied.code = kAuthorizationFailed;
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
