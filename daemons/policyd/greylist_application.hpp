// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>

#include "daemons/policyd/setup.hpp"
#include "daemons/policyd/upkeep.hpp"
#include "libcommon/base/unique_function.hpp"
#include "libcommon/daemon/application.hpp"
#include "policy/greylist/open_store.hpp"

namespace dovetail::policyd {

// dovetail-policyd as a greylisting server, with a configuration file or as Postgrey.
class GreylistApplication final : public daemon::Application {
 public:
  using Load = base::UniqueFunction<std::unique_ptr<GreylistSetup>(const daemon::Options&, Reading,
                                                                   config::Findings&)>;
  // `as_postgrey`: the life-cycle lines of its log, too.
  GreylistApplication(Load load, bool as_postgrey);
  ~GreylistApplication() override;

  std::unique_ptr<daemon::Setup> load(const daemon::Options& options, config::Findings& findings) override;
  void start(daemon::Frame& frame, std::unique_ptr<daemon::Setup> setup) override;
  base::Result<void> reload(std::unique_ptr<daemon::Setup> setup) override;
  void report(daemon::StatusReport& report) override;
  void stop() override;

 private:
  struct Parts;
  void configure(const GreylistSetup& setup, base::Log& log);

  Load load_;
  bool as_postgrey_;
  daemon::Frame* frame_ = nullptr;  // while running
  std::unique_ptr<Parts> parts_;
};

}  // namespace dovetail::policyd
