// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "daemons/authd/context.hpp"

namespace dovetail::authd {

// last_login_query: runs after each successful login on the sql pool. Never delays or fails a login; while
// the database is away the newest ones are dropped beyond the pool's queue, told once a minute.
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
