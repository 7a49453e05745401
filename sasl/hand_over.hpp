// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "libcommon/base/clock.hpp"
#include "sasl/setup.hpp"

namespace dovetail::sasl {

// A login that succeeded and waits for its mail process.
struct FinishedLogin {
  std::shared_ptr<const Setup> setup;
  Subject subject;
  bool anonymous = false;
};

// The logins of login processes until a mail process takes them over by REQUEST (spec §4.4). A login process
// is known by its pid; its logins go with it. Loop thread only.
class HandOvers {
 public:
  static constexpr std::chrono::seconds kKept{150};

  // False: a connection with that pid is there already.
  bool connect(std::uint32_t pid, std::string cookie);
  void disconnect(std::uint32_t pid) { clients_.erase(pid); }

  void keep(std::uint32_t pid, std::uint32_t request, FinishedLogin login, base::MonoTime now);

  // Why nothing is handed over is for the log only: the peer learns nothing.
  enum class Refusal { unknown_client, wrong_cookie, unknown_request };
  struct Taken {
    std::optional<FinishedLogin> login;
    Refusal why = Refusal::unknown_request;
  };
  Taken take(std::uint32_t pid, std::uint32_t request, const std::string& cookie);

  void expire(base::MonoTime now);
  std::size_t waiting() const;

 private:
  struct Waiting {
    FinishedLogin login;
    base::MonoTime since;
  };
  struct Client {
    std::string cookie;
    std::map<std::uint32_t, Waiting> logins;
  };
  std::map<std::uint32_t, Client> clients_;
};

}  // namespace dovetail::sasl
