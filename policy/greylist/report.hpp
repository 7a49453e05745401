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
// what a retry must repeat: the client's /24 (IPv6: /64), sender and recipient. Memory grows with the
// triplets of the log.
class DelayReport {
 public:
  enum class Group { sender_domain, client, recipient };
  explicit DelayReport(Group group) : group_(group) {}

  void line(std::string_view line);

  struct Row {
    std::string name;
    std::uint64_t greylisted = 0;  // triplets
    std::uint64_t returned = 0;
    std::uint64_t refusals = 0;    // replies, retries counted
    std::int64_t longest = 0;      // seconds
    std::int64_t total_delay = 0;  // of those that returned
    std::uint64_t never() const { return greylisted - returned; }
    std::int64_t average() const {
      return returned == 0 ? 0 : total_delay / static_cast<std::int64_t>(returned);
    }
  };
  std::vector<Row> rows() const;  // most delayed triplets first
  Row sum() const;

  // How many returned after how long; the last one: never.
  static constexpr std::array<const char*, 7> kSteps = {"up to 5 min", "10 min", "30 min", "1 h",
                                                        "4 h",         "longer", "never"};
  std::array<std::uint64_t, 7> spread() const;

 private:
  struct Triplet {
    std::string group;
    std::uint64_t refusals = 0;
    std::optional<std::int64_t> delay;
  };
  Group group_;
  std::unordered_map<std::string, Triplet> triplets_;
};

}  // namespace dovetail::policy::greylist
