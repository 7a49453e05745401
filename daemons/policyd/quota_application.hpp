// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "daemons/policyd/quota_setup.hpp"
#include "libcommon/daemon/application.hpp"

namespace dovetail::policyd {

// dovetail-policyd --service quota-status: would this recipient's mailbox take the mail? Runs as the mail
// user.
class QuotaApplication final : public daemon::Application {
 public:
  QuotaApplication();
  ~QuotaApplication() override;

  std::unique_ptr<daemon::Setup> load(const daemon::Options& options, config::Findings& findings) override;
  void start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) override;
  base::Result<void> reload(std::unique_ptr<daemon::Setup> setup) override;
  void report(daemon::StatusReport& report) override;
  void stop() override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace dovetail::policyd
