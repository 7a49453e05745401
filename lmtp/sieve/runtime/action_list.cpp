// SPDX-License-Identifier: MIT
#include "lmtp/sieve/runtime/action_list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "lmtp/sieve/runtime/settings.hpp"

namespace dovetail::lmtp::sieve {

namespace {

bool same_mailbox(const std::string& a, const std::string& b) {
  return a == b || (base::equals_ignoring_case(a, "INBOX") && base::equals_ignoring_case(b, "INBOX"));
}

template <class T>
bool holds(const Action& action) {
  return std::holds_alternative<T>(action.what);
}

std::string place(const Action& action) {
  return fmt::format("{}: line {}", action.script, action.line);
}

// What an action is called in messages about conflicts.
const char* name_of(const Action& action) {
  if (holds<Store>(action)) return "store";
  if (holds<Redirect>(action)) return "redirect";
  if (holds<Reject>(action)) return "reject";
  if (holds<Vacation>(action)) return "vacation";
  if (holds<Pipe>(action)) return "pipe";
  return "";
}

bool delivers(const Action& action) {
  return holds<Store>(action) || holds<Redirect>(action) || holds<Pipe>(action);
}

// Side effects of a second store into the same folder go into the first; its flags replace the earlier ones.
bool merge_store(Store& first, const Store& second) {
  if (!same_mailbox(first.mailbox, second.mailbox) || first.special_use != second.special_use ||
      first.mailbox_id != second.mailbox_id) {
    return false;
  }
  first.create = first.create || second.create;
  first.flags = second.flags;
  return true;
}

}  // namespace

ActionList::ActionList(const Settings& settings, std::string default_mailbox)
    : settings_(&settings), default_mailbox_(std::move(default_mailbox)) {}

bool ActionList::is_default_mailbox(const std::string& mailbox) const {
  return same_mailbox(mailbox, default_mailbox_);
}

void ActionList::begin_script() {
  std::erase_if(actions_, [](const Action& action) {
    const Store* store = std::get_if<Store>(&action.what);
    return store != nullptr && store->origin == Store::Origin::keep;
  });
  first_of_script_ = actions_.size();
  implicit_keep_ = true;
  explicit_keep_ = false;
}

bool ActionList::merge(const Action& action) {
  for (Action& earlier : actions_) {
    if (holds<Store>(action) && holds<Store>(earlier) &&
        merge_store(std::get<Store>(earlier.what), std::get<Store>(action.what))) {
      return true;
    }
    if (holds<Redirect>(action) && holds<Redirect>(earlier) &&
        std::get<Redirect>(action.what).address == std::get<Redirect>(earlier.what).address) {
      return true;
    }
    if ((holds<Discard>(action) && holds<Discard>(earlier)) || earlier.what == action.what) return true;
  }
  return false;
}

std::optional<std::string> ActionList::check_conflicts(const Action& action) const {
  for (std::size_t i = 0; i < actions_.size(); ++i) {
    const Action& earlier = actions_[i];
    const bool same_script = i >= first_of_script_;
    if (holds<Reject>(action)) {
      if (same_script && holds<Reject>(earlier)) {
        return fmt::format(
            "duplicate reject/ereject action not allowed (previously triggered one was here: {})",
            place(earlier));
      }
      if (same_script && delivers(earlier)) {
        return fmt::format(
            "reject/ereject action conflicts with other action: the {} action ({}) tries to deliver "
            "the message",
            name_of(earlier), place(earlier));
      }
      if (same_script && holds<Vacation>(earlier)) {
        return fmt::format(
            "reject/ereject action conflicts with other action: the vacation action ({}) also sends a "
            "response to the sender",
            place(earlier));
      }
    } else if (holds<Reject>(earlier) && delivers(action) && same_script) {
      return fmt::format(
          "reject/ereject action conflicts with other action: the {} action ({}) tries to deliver the "
          "message",
          name_of(action), place(action));
    } else if (holds<Vacation>(action) && holds<Vacation>(earlier) && same_script) {
      return fmt::format("duplicate vacation action not allowed (previously triggered one was here: {})",
                         place(earlier));
    } else if (holds<Vacation>(action) && holds<Reject>(earlier) && same_script) {
      return fmt::format(
          "vacation action conflicts with other action: the reject action ({}) also sends a response "
          "back to the sender",
          place(earlier));
    }
  }
  return std::nullopt;
}

std::optional<std::string> ActionList::check_limits(const Action& action) const {
  const std::size_t actions = actions_.size() + 1;
  if (settings_->max_actions > 0 && actions > settings_->max_actions) {
    return fmt::format("total number of actions exceeds policy limit ({} > {})", actions,
                       settings_->max_actions);
  }
  if (!holds<Redirect>(action)) return std::nullopt;
  if (settings_->max_redirects == 0) return "local policy prohibits the use of a redirect action";
  const auto redirects = 1 + std::count_if(actions_.begin(), actions_.end(), holds<Redirect>);
  if (static_cast<std::size_t>(redirects) > settings_->max_redirects) {
    return fmt::format("number of redirect actions exceeds policy limit ({} > {})", redirects,
                       settings_->max_redirects);
  }
  return std::nullopt;
}

std::optional<std::string> ActionList::add(Action action) {
  if (auto conflict = check_conflicts(action)) return conflict;
  if (merge(action)) return std::nullopt;  // a double counts nowhere, and leaves the keep as it was
  const bool later_script = first_of_script_ > 0;
  if (later_script && holds<Vacation>(action) &&
      std::any_of(actions_.begin(), actions_.end(), holds<Vacation>)) {
    return std::nullopt;
  }
  if (later_script && holds<Reject>(action)) {  // what earlier scripts accepted is not refused any more
    action.what = Discard{};
  }
  if (auto excess = check_limits(action)) return excess;
  if (action.cancels_keep) implicit_keep_ = false;
  actions_.push_back(std::move(action));
  return std::nullopt;
}

std::optional<std::string> ActionList::keep(Action store) {
  explicit_keep_ = true;
  return add(std::move(store));
}

bool ActionList::delivers_nowhere() const {
  return !keep_in_force() && std::none_of(actions_.begin(), actions_.end(), [](const Action& action) {
    return delivers(action) || holds<Reject>(action);
  });
}

}  // namespace dovetail::lmtp::sieve
