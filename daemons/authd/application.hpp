// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemons/authd/admin.hpp"
#include "daemons/authd/kept_files.hpp"
#include "daemons/authd/login_service.hpp"
#include "daemons/authd/master_service.hpp"
#include "libcommon/daemon/frame.hpp"
#include "libcommon/event/timer.hpp"
#include "sasl/setup.hpp"

namespace dovetail::authd {

struct AuthdSetup final : daemon::Setup {
  std::shared_ptr<sasl::Setup> sasl;
  std::string shown;       // for --print-config
  std::string token_file;  // keeps the secret of auth_token
};

// dovetail-authd: reads the configuration and puts the parts together.
class Authd final : public daemon::Application {
 public:
  std::unique_ptr<daemon::Setup> load(const daemon::Options& options, config::Findings& findings) override;
  std::string print(const daemon::Setup& setup) override;
  void start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) override;
  base::Result<void> reload(std::unique_ptr<daemon::Setup> setup) override;
  void report(daemon::StatusReport& report) override;
  void stop() override;

 private:
  struct Running;
  struct Closing final : daemon::Drain {  // at the end, held-back failures leave at once
    explicit Closing(LoginService& given) : logins(given) {}
    void shut_down() override { logins.flush_delays(); }
    bool at_rest() const override { return true; }
    LoginService& logins;
  };
  KeptFiles files_;
  std::unique_ptr<Running> running_;

 public:
  Authd();
  ~Authd() override;
};

}  // namespace dovetail::authd
