// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemons/policyd/decider.hpp"
#include "daemons/policyd/policy_server.hpp"
#include "libcommon/config/findings.hpp"
#include "libcommon/daemon/application.hpp"
#include "policy/greylist/postgrey_options.hpp"
#include "policy/greylist/rulebook.hpp"

namespace dovetail::policyd {

// A configuration of greylisting, read but not in force.
struct GreylistSetup final : daemon::Setup {
  std::shared_ptr<const policy::greylist::Rulebook> rules;
  Decider::Options decider;
  PolicyServer::Options server;
  unsigned listen_queue = 0;  // connections that may wait at a listener; 0: as many as the system allows
};

// How hard a problem of a whitelist file weighs: at start the entry is left out, a reload keeps the old
// lists. A list that only the defaults name and that is not installed stops nothing.
enum class Occasion { start, reload, check };

// From dovetail.conf, with Postgrey's options of the command line laid over it.
std::unique_ptr<GreylistSetup> setup_from_config(const daemon::Options& options, Occasion occasion,
                                                 config::Findings& findings);
// From Postgrey's command line alone.
std::unique_ptr<GreylistSetup> setup_from_postgrey(const policy::greylist::PostgreyOptions& options,
                                                   Occasion occasion, config::Findings& findings);

}  // namespace dovetail::policyd
