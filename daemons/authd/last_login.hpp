// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "daemons/authd/context.hpp"

namespace dovetail::authd {

// last_login_query: runs after each successful login on a thread and a connection of its own. Never delays or
// fails a login; while the database is away the newest ones are dropped beyond a queue, and failures are told
// once a minute.
class LastLogin {
 public:
  explicit LastLogin(Context& context) : context_(context) {}
  void note(const std::shared_ptr<const sasl::Setup>& setup, const sasl::Subject& subject);

 private:
  void complain(const std::string& text);

  Context& context_;
  base::MonoTime complained_{};
  bool ever_complained_ = false;
};

}  // namespace dovetail::authd
