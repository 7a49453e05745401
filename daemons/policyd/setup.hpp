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
  std::vector<std::string> list_problems;  // in Postgrey's place: for the log, in Postgrey's words alone
};

// How hard a problem of a whitelist file weighs: at start the entry is left out, a reload keeps the old
// lists. A list that only the defaults name and that is not installed stops nothing; nor does one that the lists in
// force are without already.
enum class Occasion { start, reload, check };
struct Reading {
  Reading(Occasion when) : occasion(when) {}  // NOLINT(google-explicit-constructor)
  Reading(Occasion when, const policy::greylist::Whitelists* lists) : occasion(when), in_force(lists) {}
  Occasion occasion;
  const policy::greylist::Whitelists* in_force = nullptr;
};

// From dovetail.conf, with Postgrey's options of the command line laid over it.
std::unique_ptr<GreylistSetup> setup_from_config(const daemon::Options& options, Reading reading,
                                                 config::Findings& findings);
// From Postgrey's command line alone.
std::unique_ptr<GreylistSetup> setup_from_postgrey(const policy::greylist::PostgreyOptions& options,
                                                   Reading reading, config::Findings& findings);

}  // namespace dovetail::policyd
