// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/greylist/check.hpp"
#include "policy/greylist/rulebook.hpp"

namespace dovetail::test {

// A request as Postfix sends it.
inline policy::Request mail_from(std::string_view client, std::string_view sender, std::string_view recipient,
                                 std::string_view instance = "") {
  policy::Request request;
  request.add("request", "smtpd_access_policy");
  request.add("protocol_state", "RCPT");
  request.add("client_address", client);
  request.add("client_name", "unknown");
  request.add("sender", sender);
  request.add("recipient", recipient);
  request.add("instance", instance);
  request.add("etrn_domain", "");
  return request;
}

inline std::shared_ptr<policy::greylist::Rulebook> rulebook(policy::greylist::Settings settings = {}) {
  auto rules = std::make_shared<policy::greylist::Rulebook>();
  std::vector<policy::greylist::ListProblem> problems;
  settings.hostname = "mx.example";
  rules->lists = policy::greylist::Whitelists::load(settings, problems);
  rules->settings = std::move(settings);
  return rules;
}

// What a check says to requests that wait together.
inline std::vector<policy::Verdict> decide(policy::Check& check, const std::vector<policy::Request>& requests,
                                           std::int64_t now) {
  std::vector<std::optional<policy::Verdict>> verdicts(requests.size());
  check.decide({requests, verdicts, base::from_unix_seconds(now)});
  std::vector<policy::Verdict> result;
  for (auto& verdict : verdicts) {
    result.push_back(std::move(verdict).value_or(policy::Verdict{"", "undecided", {}, {}}));
  }
  return result;
}

}  // namespace dovetail::test
