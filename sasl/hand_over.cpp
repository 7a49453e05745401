// SPDX-License-Identifier: MIT
#include "sasl/hand_over.hpp"

#include "libcommon/crypto/secret.hpp"

namespace dovetail::sasl {

bool HandOvers::connect(std::uint32_t pid, std::string cookie) {
  return clients_.emplace(pid, Client{std::move(cookie), {}}).second;
}

void HandOvers::keep(std::uint32_t pid, std::uint32_t request, FinishedLogin login, base::MonoTime now) {
  const auto client = clients_.find(pid);
  if (client != clients_.end()) {
    client->second.logins.insert_or_assign(request, Waiting{std::move(login), now});
  }
}

HandOvers::Taken HandOvers::take(std::uint32_t pid, std::uint32_t request, const std::string& cookie) {
  const auto client = clients_.find(pid);
  if (client == clients_.end()) {
    return {std::nullopt, Refusal::unknown_client};
  }
  if (!crypto::equal_constant_time(client->second.cookie, cookie)) {
    return {std::nullopt, Refusal::wrong_cookie};
  }
  const auto waiting = client->second.logins.find(request);
  if (waiting == client->second.logins.end()) {
    return {std::nullopt, Refusal::unknown_request};
  }
  Taken taken{std::move(waiting->second.login), Refusal::unknown_request};
  client->second.logins.erase(waiting);
  return taken;
}

void HandOvers::expire(base::MonoTime now) {
  for (auto& [pid, client] : clients_) {
    std::erase_if(client.logins, [&](const auto& one) { return now - one.second.since >= kKept; });
  }
}

std::size_t HandOvers::waiting() const {
  std::size_t count = 0;
  for (const auto& [pid, client] : clients_) {
    count += client.logins.size();
  }
  return count;
}

}  // namespace dovetail::sasl
