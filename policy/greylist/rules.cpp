// SPDX-License-Identifier: MIT
#include "policy/greylist/rules.hpp"

#include <algorithm>

namespace dovetail::policy::greylist {
namespace {

constexpr std::int64_t kHour = 3600;

// How old the stored last sight may become, in seconds: a small part of max_age, which it is there for.
std::int64_t stale_after(const Settings& settings) {
  return std::min(kHour, settings.max_age.count() / 100);
}

// Whether a further sight of a triplet changes what is decided later. That it came again today matters only
// to its expiry; what it does to "waited long enough" is seen at once.
bool worth_storing(const Settings& settings, const TripletTimes& stored, const TripletTimes& seen) {
  const std::int64_t delay = settings.delay.count();
  const bool passed = stored.last - stored.first >= delay;
  return stored.first != seen.first || passed != (seen.last - seen.first >= delay) ||
         seen.last < stored.last || seen.last - stored.last > stale_after(settings);
}

}  // namespace

bool is_known_client(const Settings& settings, const ClientEntry& record, std::int64_t now) {
  return settings.awl_threshold > 0 && record.count && record.count->count >= settings.awl_threshold &&
         !expired(settings, *record.count, now);
}

bool pass_known_client(const Settings& settings, ClientEntry& record, std::int64_t now) {
  if (!is_known_client(settings, record, now)) return false;
  ClientCount& client = *record.count;
  if (now >= client.last + kHour || client.last > now) {
    ++client.count;
    client.last = now;
    record.changed = true;
  }
  return true;
}

bool has_passed(const Settings& settings, const TripletTimes& times) {
  return times.last - times.first >= settings.delay.count();
}

Sighting see_triplet(const Settings& settings, TripletEntry& record, std::int64_t now) {
  const std::int64_t delay = settings.delay.count();
  Sighting seen;
  bool was_ok = false;
  std::int64_t first = now;
  const bool known = record.times && !expired(settings, *record.times, now);
  if (known) {
    first = record.times->first;
    was_ok = has_passed(settings, *record.times);
    if (!was_ok && now - first > settings.retry_window.count()) {
      first = now;
    }
    if (first > now) {
      seen.date_corrected = true;
      first = now;
    }
  }
  const TripletTimes times{first, now};
  record.restarted = record.restarted || (record.times && record.times->first != first);
  if (!known || worth_storing(settings, *record.times, times)) {
    record.changed = record.changed || record.times != times;
    record.times = times;
  }
  seen.waited = now - first;
  seen.left = delay - seen.waited;
  if (seen.left > 0) {
    seen.kind = now == first ? Sighting::Kind::fresh : Sighting::Kind::early_retry;
  } else {
    seen.kind = was_ok ? Sighting::Kind::pass : Sighting::Kind::first_pass;
  }
  return seen;
}

bool count_success(const Settings& settings, ClientEntry& record, std::int64_t now) {
  if (settings.awl_threshold <= 0) return false;
  if (record.count && expired(settings, *record.count, now)) record.count.reset();
  if (record.count && now < record.count->last + kHour) return false;
  ClientCount client = record.count.value_or(ClientCount{});
  ++client.count;
  client.last = now;
  record.count = client;
  record.changed = true;
  return client.count == settings.awl_threshold;
}

bool expired(const Settings& settings, const TripletTimes& times, std::int64_t now) {
  return now - times.last > settings.max_age.count();
}

bool expired(const Settings& settings, const ClientCount& count, std::int64_t now) {
  return now - count.last > settings.max_age.count();
}

bool disposable(const Settings& settings, const TripletTimes& times, std::int64_t now) {
  const bool never_passed = times.last - times.first < settings.delay.count();
  return expired(settings, times, now) || (never_passed && now - times.last > settings.retry_window.count());
}

}  // namespace dovetail::policy::greylist
