// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>

#include "daemons/authd/admin.hpp"
#include "daemons/authd/kept_files.hpp"
#include "daemons/authd/login_service.hpp"
#include "daemons/authd/master_service.hpp"
#include "daemons/authd/setup.hpp"
#include "libcommon/daemon/frame.hpp"
#include "libcommon/event/timer.hpp"

namespace dovetail::authd {

// dovetail-authd: reads the configuration and puts the parts together.
class Authd final : public daemon::Application {
 public:
  std::unique_ptr<daemon::Setup> load(const daemon::Options& options, config::Findings& findings) override;
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
