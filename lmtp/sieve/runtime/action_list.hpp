// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "lmtp/sieve/runtime/action.hpp"

namespace dovetail::lmtp::sieve {

struct Settings;

// The actions of a sequence of scripts as they come up: merges doubles, refuses conflicts and what exceeds a
// limit, and knows whether a keep is in force (RFC 5228 §2.10).
class ActionList {
 public:
  ActionList(const Settings& settings, std::string default_mailbox);

  // A new script of the sequence: the keep of the one before is deferred to it.
  void begin_script();

  // Nothing, or the runtime error for the script's author.
  std::optional<std::string> add(Action action);
  std::optional<std::string> keep(Action store);

  bool keep_in_force() const { return implicit_keep_ || explicit_keep_; }
  bool implicit_keep() const { return implicit_keep_; }
  bool delivers_nowhere() const;
  const std::vector<Action>& actions() const { return actions_; }
  bool is_default_mailbox(const std::string& mailbox) const;

 private:
  std::optional<std::string> check_conflicts(const Action& action) const;
  std::optional<std::string> check_limits(const Action& action) const;
  bool merge(const Action& action);

  const Settings* settings_;
  std::string default_mailbox_;
  std::vector<Action> actions_;
  std::size_t first_of_script_ = 0;  // index of the current script's first action
  bool implicit_keep_ = true;
  bool explicit_keep_ = false;
};

}  // namespace dovetail::lmtp::sieve
