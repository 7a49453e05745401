// SPDX-License-Identifier: MIT
#include "policy/greylist/report.hpp"

#include <algorithm>

#include "libcommon/base/text.hpp"
#include "policy/greylist/ip_address.hpp"
#include "policy/greylist/log_time.hpp"

namespace dovetail::policy::greylist {
namespace {

// The value of ", NAME=" up to the next field; fields come in a fixed order.
std::string field(std::string_view line, std::string_view name) {
  const std::string mark = ", " + std::string(name) + "=";
  const std::size_t at = line.find(mark);
  if (at == std::string_view::npos) return {};
  std::string_view value = line.substr(at + mark.size());
  std::size_t end = value.size();
  for (const std::string_view next :
       {", delay=", ", client_name=", ", client_address=", ", sender=", ", recipient="}) {
    end = std::min(end, value.find(next));
  }
  return std::string(base::trimmed(value.substr(0, end)));
}

std::string network_of(const std::string& address) {
  const auto parsed = IpAddress::parse(address);
  return parsed ? parsed->network(parsed->v6 ? 64 : 24).expanded() : address;
}

std::string domain_of(const std::string& address) {
  return address.empty() ? "<>" : base::lowered(address.substr(address.rfind('@') + 1));
}

std::size_t step_of(std::int64_t delay) {
  constexpr std::array<std::int64_t, 5> kLimits = {300, 600, 1800, 3600, 4 * 3600};
  return static_cast<std::size_t>(std::upper_bound(kLimits.begin(), kLimits.end(), delay - 1) -
                                  kLimits.begin());
}

template <class Triplet>
void add(DelayReport::Row& row, const Triplet& triplet) {
  ++row.greylisted;
  row.refusals += triplet.refusals;
  row.returned += triplet.returned ? 1 : 0;
  if (!triplet.delay) return;
  ++row.timed;
  row.total_delay += *triplet.delay;
  row.longest = std::max(row.longest, *triplet.delay);
}

}  // namespace

std::optional<LoggedDecision> parse_decision_line(std::string_view line) {
  const std::size_t at = line.find("action=");
  if (at == std::string_view::npos) return std::nullopt;
  line = line.substr(at);
  LoggedDecision decision;
  decision.greylisted = line.starts_with("action=greylist, reason=");
  if (!decision.greylisted && !line.starts_with("action=pass, reason=")) return std::nullopt;
  decision.reason = field(line, "reason");
  decision.delay = base::to_number<std::int64_t>(field(line, "delay")).value_or(0);
  decision.client_name = field(line, "client_name");
  decision.client_address = field(line, "client_address");
  decision.sender = field(line, "sender");
  decision.recipient = field(line, "recipient");
  return decision;
}

void DelayReport::line(std::string_view line) {
  const auto decision = parse_decision_line(line);
  if (!decision) return;
  const std::string mail = base::lowered(network_of(decision->client_address) + "/" + decision->sender);
  const std::string key = mail + "/" + base::lowered(decision->recipient);
  if (!decision->greylisted) {
    if (decision->delay > 0) delays_[mail] = decision->delay;
    // Passed before this log began, or by a whitelist: nothing that this log delayed.
    const auto known = triplets_.find(key);
    if (known == triplets_.end() || known->second.returned) return;
    known->second.returned = true;
    known->second.delay = delay_of(known->second, *decision, line, mail);
    return;
  }
  Triplet& triplet = triplets_[key];
  if (triplet.refusals++ == 0) triplet.first_logged = log_time(line);
  triplet.group = group_ == Group::sender_domain ? domain_of(decision->sender)
                  : group_ == Group::recipient   ? base::lowered(decision->recipient)
                                               : decision->client_name + "[" + decision->client_address + "]";
}

std::optional<std::int64_t> DelayReport::delay_of(const Triplet& triplet, const LoggedDecision& decision,
                                                  std::string_view line, const std::string& mail) const {
  if (decision.delay > 0) return decision.delay;
  const auto now = log_time(line);
  if (now && triplet.first_logged) return seconds_between(*triplet.first_logged, *now);
  const auto told = delays_.find(mail);
  return told == delays_.end() ? std::nullopt : std::optional(told->second);
}

std::vector<DelayReport::Row> DelayReport::rows() const {
  std::map<std::string, Row> groups;
  for (const auto& [key, triplet] : triplets_) {
    Row& row = groups[triplet.group];
    row.name = triplet.group;
    add(row, triplet);
  }
  std::vector<Row> rows;
  for (auto& [name, row] : groups) {
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.greylisted > b.greylisted; });
  return rows;
}

DelayReport::Row DelayReport::sum() const {
  Row sum;
  sum.name = "all";
  for (const auto& [key, triplet] : triplets_) {
    add(sum, triplet);
  }
  return sum;
}

std::array<std::uint64_t, 7> DelayReport::spread() const {
  std::array<std::uint64_t, 7> counts{};
  for (const auto& [key, triplet] : triplets_) {
    if (triplet.delay) ++counts[step_of(*triplet.delay)];
    if (!triplet.returned) ++counts.back();
  }
  return counts;
}

}  // namespace dovetail::policy::greylist
