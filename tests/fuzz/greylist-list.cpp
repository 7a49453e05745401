// SPDX-License-Identifier: MIT
#include "policy/greylist/address_list.hpp"
#include "policy/greylist/client_list.hpp"
#include "policy/greylist/limits.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

// The first line is what is looked up, the rest a list file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  const std::size_t end = input.find('\n');
  const auto subject = input.substr(0, end);
  const auto text = end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
  std::vector<ListProblem> problems;
  ClientList clients;
  clients.read("clients", text, problems);
  if (const auto entry = clients.find_name(subject))
    fuzz::check(*entry < clients.size(), "the entry is there");
  if (const auto address = IpAddress::parse(subject)) {
    if (const auto entry = clients.find_address(*address))
      fuzz::check(*entry < clients.size(), "the entry is there");
    fuzz::check(IpAddress::parse(address->expanded()) == address, "addresses survive being written");
  }
  AddressList addresses;
  addresses.read("addresses", text, problems);
  if (const auto entry = addresses.find(subject))
    fuzz::check(*entry < addresses.size(), "the entry is there");
  fuzz::check(clients.size() <= kMaxListEntries && addresses.size() <= kMaxListEntries,
              "entries are limited");
  return 0;
}
