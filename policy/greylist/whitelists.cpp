// SPDX-License-Identifier: MIT
#include "policy/greylist/whitelists.hpp"

namespace dovetail::policy::greylist {
namespace {

void read_files(const std::vector<std::string>& files, EntryList& list, std::vector<ListProblem>& problems) {
  for (const std::string& file : files) {
    const auto text = read_list_file(file);
    if (text) {
      list.read(file, *text, problems);
    } else {
      problems.push_back({text.error().detail, true, file});
    }
  }
}

}  // namespace

std::unique_ptr<const Whitelists> Whitelists::load(const Settings& settings,
                                                   std::vector<ListProblem>& problems) {
  auto lists = std::make_unique<Whitelists>();
  read_files(settings.client_lists, lists->clients_, problems);
  read_files(settings.recipient_lists, lists->recipients_, problems);
  read_files(settings.sender_lists, lists->senders_, problems);
  read_files(settings.never_awl_lists, lists->never_, problems);
  for (const ListProblem& problem : problems) {
    if (!problem.unread_file.empty()) lists->lacking_.insert(problem.unread_file);
  }
  return lists;
}

std::optional<WhitelistMatch> Whitelists::find(std::string_view client_name,
                                               const std::optional<IpAddress>& client,
                                               std::string_view sender, std::string_view recipient,
                                               MatchBudget* budget) const {
  if (const auto entry = clients_.find_name(client_name, budget)) {
    return WhitelistMatch{"client whitelist", &clients_.entry(*entry)};
  }
  if (client) {
    if (const auto entry = clients_.find_address(*client)) {
      return WhitelistMatch{"client whitelist", &clients_.entry(*entry)};
    }
  }
  if (const auto entry = recipients_.find(recipient, budget)) {
    return WhitelistMatch{"recipient whitelist", &recipients_.entry(*entry)};
  }
  if (const auto entry = senders_.find(sender, budget)) {
    return WhitelistMatch{"sender whitelist", &senders_.entry(*entry)};
  }
  return std::nullopt;
}

const ListEntry* Whitelists::never_auto_whitelist(std::string_view client_name, const IpAddress& client,
                                                  MatchBudget* budget) const {
  if (const auto entry = never_.find_name(client_name, budget)) return &never_.entry(*entry);
  if (const auto entry = never_.find_address(client)) return &never_.entry(*entry);
  return nullptr;
}

}  // namespace dovetail::policy::greylist
