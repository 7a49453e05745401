// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dovetail::policy::greylist {

// What a decision line of Postgrey's log (or ours) says.
struct LoggedDecision {
  bool greylisted = false;
  std::string reason;
  std::int64_t delay = 0;  // seconds; 0: not told
  std::string client_name, client_address, sender, recipient;
};
// The line may have anything in front of "action=": a syslog header, a queue id.
std::optional<LoggedDecision> parse_decision_line(std::string_view line);

// Reads a mail log and tells who was delayed by how much, and who never came back. A triplet of the log is
// what a retry must repeat: the client's /24 (IPv6: /64), sender and recipient. It came back when the mail passed for
// whatever reason (meanwhile the client may be on a whitelist). Where the passing line tells no delay (the second
// recipient of a mail, a trusted client), the log's own times do, else the delay last told for the same client and
// sender. Memory grows with the triplets of the log.
class DelayReport {
 public:
  enum class Group { sender_domain, client, recipient };
  explicit DelayReport(Group group) : group_(group) {}

  void line(std::string_view line);

  struct Row {
    std::string name;
    std::uint64_t greylisted = 0;  // triplets
    std::uint64_t returned = 0;
    std::uint64_t timed = 0;       // those of `returned` whose delay is known
    std::uint64_t refusals = 0;    // replies, retries counted
    std::int64_t longest = 0;      // seconds
    std::int64_t total_delay = 0;  // of `timed`
    std::uint64_t never() const { return greylisted - returned; }
    std::int64_t average() const { return timed == 0 ? 0 : total_delay / static_cast<std::int64_t>(timed); }
  };
  std::vector<Row> rows() const;  // most delayed triplets first
  Row sum() const;

  // How many returned after how long; the last one: never. Those whose delay nothing tells are left out.
  static constexpr std::array<const char*, 7> kSteps = {"up to 5 min", "10 min", "30 min", "1 h",
                                                        "4 h",         "longer", "never"};
  std::array<std::uint64_t, 7> spread() const;

 private:
  struct Triplet {
    std::string group;
    std::uint64_t refusals = 0;
    std::optional<std::int64_t> first_logged;  // log_time() of its first refusal
    bool returned = false;
    std::optional<std::int64_t> delay;
  };
  std::optional<std::int64_t> delay_of(const Triplet& triplet, const LoggedDecision& decision,
                                       std::string_view line, const std::string& mail) const;

  Group group_;
  std::unordered_map<std::string, Triplet> triplets_;
  std::unordered_map<std::string, std::int64_t> delays_;  // last told, by client and sender
};

}  // namespace dovetail::policy::greylist
