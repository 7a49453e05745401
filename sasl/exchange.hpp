// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "sasl/mech/mechanism.hpp"
#include "sasl/passdb/walk.hpp"
#include "sasl/protocol/auth_request.hpp"
#include "sasl/protocol/client_reply.hpp"
#include "sasl/setup.hpp"

namespace dovetail::sasl {

// How an exchange ended.
struct Verdict {
  std::variant<protocol::Granted, protocol::Denied> reply;
  bool delayed = false;    // a failure that waits auth_failure_delay
  bool counts = false;     // a wrong name or password, for the penalty
  bool hand_over = false;  // may be taken over by REQUEST
  bool password_added = false;  // `pass` of the fields is the user's, for a proxying login process alone
};
using ExchangeStep =
    std::variant<AskSql, AskSystem, CheckStored, DeriveCredentials, protocol::Challenge, Verdict>;

// One login from AUTH to OK or FAIL: the mechanism's steps, then the passdbs, master logins included. A
// resumable machine without I/O: start() once, then one resume() or respond() for each step that is no
// Verdict. One thread.
class Exchange {
 public:
  Exchange(std::shared_ptr<const Setup> setup, protocol::AuthRequest request, const mech::Context& context);
  ~Exchange();

  ExchangeStep start();
  ExchangeStep respond(std::string_view response);
  template <class Reply>
  ExchangeStep resume(Reply reply) {
    if (std::exchange(pretending_, false)) {
      return pretended();
    }
    return walked(walk_->resume(std::move(reply)));
  }

  const Subject& subject() const { return subject_; }
  // The driver that answered last, for log lines; the mechanism's name where none did.
  std::string tag() const;
  Subject take_subject() { return std::move(subject_); }
  std::vector<Note> take_notes();
  const Setup& setup() const { return *setup_; }
  const std::shared_ptr<const Setup>& shared_setup() const { return setup_; }

 private:
  ExchangeStep follow(mech::Step step);
  ExchangeStep ask_password(mech::CheckPassword step);
  ExchangeStep ask_credentials(mech::WantCredentials step);
  ExchangeStep begin_walk(Purpose purpose, std::string scheme);
  ExchangeStep walked(PassdbStep step);
  ExchangeStep walk_done(PassdbDone done);
  ExchangeStep password_done(PassResult result);
  ExchangeStep credentials_done(PassdbDone done);
  ExchangeStep proved(std::string final_data);
  ExchangeStep pretended();
  bool costs_what_others_cost(const PassdbDone& done);
  void become_login_user();
  ExchangeStep look_for_login_user();
  ExchangeStep grant();
  ExchangeStep deny(PassResult result);
  ExchangeStep refuse(mech::Refuse step);
  bool set_names(std::string_view user, std::string_view authorize_as);
  const char* missing_certificate() const;
  bool refuse_name(std::string_view raw, std::string& out);
  Fields identity_fields(const std::string& final_user) const;
  void note(base::Severity severity, std::string text, bool failure);
  void keep_notes();

  enum class Stage { mechanism, password, credentials, login_user };
  std::shared_ptr<const Setup> setup_;
  std::optional<std::string> initial_;
  Subject subject_;
  std::unique_ptr<mech::Mechanism> mechanism_;
  std::optional<PassdbWalk> walk_;
  Stage stage_ = Stage::mechanism;
  bool named_ = false;
  bool name_refused_ = false;
  bool anonymous_ = false;
  bool pretending_ = false;  // keys are derived for a user who has none, for the time it takes
  std::string final_data_;
  std::string fake_key_;
  std::string tag_;  // driver of the passdb that gave the credentials, for log lines
  std::vector<Note> notes_;
};

}  // namespace dovetail::sasl
