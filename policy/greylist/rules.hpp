// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "policy/greylist/records.hpp"
#include "policy/greylist/settings.hpp"

namespace dovetail::policy::greylist {

// Postgrey 1.37's rules of time as pure functions. Times are whole Unix seconds. A record that has not been
// used for longer than max_age counts as none (Postgrey leaves that to its nightly clean-up).

bool is_known_client(const Settings& settings, const ClientEntry& record,
                     std::int64_t now);  // on the auto-whitelist?

// A client that succeeded often enough passes; its record is touched at most once an hour.
// False: it is not on the auto-whitelist. Sets `record.changed`.
bool pass_known_client(const Settings& settings, ClientEntry& record, std::int64_t now);

struct Sighting {
  enum class Kind {
    fresh,        // greylisted: first seen now, or begun anew
    early_retry,  // greylisted: `left` seconds are missing
    first_pass,   // waited long enough, for the first time
    pass,         // did so before
  };
  Kind kind = Kind::fresh;
  std::int64_t left = 0;        // seconds until it may pass; 0 or less: passes
  std::int64_t waited = 0;      // seconds since first seen
  bool date_corrected = false;  // first seen in the future: the clock was set back
};

// A mail with this triplet has come: brings its record up to date, where that can matter to a later decision.
// The stored last sight may be an hour (at most a hundredth of max_age) behind the real one: a triplet in
// daily use is then read only, and nothing but its expiry comes that much earlier. (And a greylist_delay that
// was raised since may meet a triplet of that last hour once more.)
Sighting see_triplet(const Settings& settings, TripletEntry& record, std::int64_t now);

// A triplet of this client passed for the first time: counts it, at most once an hour. True if that just put
// the client on the auto-whitelist.
bool count_success(const Settings& settings, ClientEntry& record, std::int64_t now);

// Did it come back late enough, once?
bool has_passed(const Settings& settings, const TripletTimes& times);
// Unseen for longer than max_age: as if it were not there.
bool expired(const Settings& settings, const TripletTimes& times, std::int64_t now);
bool expired(const Settings& settings, const ClientCount& count, std::int64_t now);
// May the clean-up remove it? The expired, and what never came back within the retry window.
bool disposable(const Settings& settings, const TripletTimes& times, std::int64_t now);

}  // namespace dovetail::policy::greylist
