// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "daemons/authd/jobs.hpp"
#include "libcommon/base/clock.hpp"
#include "libcommon/base/log.hpp"
#include "libcommon/event/loop.hpp"
#include "libcommon/metrics/registry.hpp"
#include "sasl/hand_over.hpp"
#include "sasl/passdb/note.hpp"
#include "sasl/penalty.hpp"
#include "sasl/setup.hpp"

namespace dovetail::authd {

// Figures of the daemon.
struct Figures {
  explicit Figures(metrics::Registry& registry);
  metrics::Counter& granted;
  metrics::Counter& denied;
  metrics::Counter& temporary;
  metrics::Counter& lookups;
};

// What the services of one daemon share. Loop thread only.
struct Context {
  event::Loop& loop;
  base::Log& log;  // lines begin with "auth: "
  const base::Clock& clock;
  Jobs& jobs;
  Figures& figures;
  std::shared_ptr<const sasl::Setup> setup;  // the one in force; requests keep theirs
  sasl::Penalty penalty;
  sasl::HandOvers hand_overs;
  std::string token_secret;  // for auth_token
  std::string fake_key;      // for salts of unknown users

  // The time for a setup's sources and cache; before each call of an exchange, a lookup or a list.
  void tell_time(const sasl::Setup& to) const {
    to.begin_turn(loop.turn_time());
    if (to.cache) {
      to.cache->set_time(clock.mono());
    }
  }

  // Writes notes as Dovecot's lines. `failed`: whether the request failed in the end; only then, or with
  // auth_verbose, failures of single databases are told. `hint` follows a wrong password's line.
  void write(const std::vector<sasl::Note>& notes, const sasl::Subject& subject, bool failed,
             std::string_view hint = "");
};

}  // namespace dovetail::authd
