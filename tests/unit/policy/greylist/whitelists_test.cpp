// SPDX-License-Identifier: MIT
#include "policy/greylist/whitelists.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

struct Fixture {
  test::TemporaryFolder folder;
  Settings settings;
  std::vector<ListProblem> problems;
  std::unique_ptr<const Whitelists> lists;

  Fixture() {
    settings.client_lists = {folder.write("clients", "good.test\n192.0.2\n"), folder / "clients.local"};
    settings.recipient_lists = {folder.write("recipients", "abuse@\n")};
    settings.sender_lists = {folder.write("senders", "friend@x.test\n")};
    settings.never_awl_lists = {folder.write("never", "pool.test\n198.51.100\n")};
    lists = Whitelists::load(settings, problems);
  }
  std::string reason(std::string_view name, const char* address, std::string_view sender,
                     std::string_view to) const {
    const auto match = lists->find(name, IpAddress::parse(address), sender, to);
    return match ? match->reason : "";
  }
};

}  // namespace

TEST_CASE("the lists are asked in Postgrey's order, ours last") {
  const Fixture f;
  CHECK(f.problems.empty());
  CHECK(f.lists->size() == 6);
  CHECK(f.reason("mx.good.test", "9.9.9.9", "friend@x.test", "abuse@b.test") == "client whitelist");
  CHECK(f.reason("unknown", "192.0.2.1", "a@b", "r@b") == "client whitelist");
  CHECK(f.reason("unknown", "9.9.9.9", "friend@x.test", "abuse@b.test") == "recipient whitelist");
  CHECK(f.reason("unknown", "9.9.9.9", "friend@x.test", "r@b") == "sender whitelist");
  CHECK(f.reason("unknown", "9.9.9.9", "a@b", "r@b").empty());
}

TEST_CASE("a request without a usable address is still matched by its names") {
  const Fixture f;
  CHECK(f.reason("mx.good.test", "garbage", "a@b", "r@b") == "client whitelist");
  CHECK(f.reason("unknown", "garbage", "a@b", "r@b").empty());
}

TEST_CASE("the match tells the entry and its place") {
  const Fixture f;
  const auto match = f.lists->find("mx.good.test", std::nullopt, "", "");
  REQUIRE(match);
  CHECK(match->entry->text == "good.test");
  CHECK(match->entry->line == 1);
}

TEST_CASE("clients that are never auto-whitelisted") {
  const Fixture f;
  CHECK(f.lists->never_auto_whitelist("a.pool.test", *IpAddress::parse("9.9.9.9")) != nullptr);
  CHECK(f.lists->never_auto_whitelist("unknown", *IpAddress::parse("198.51.100.3")) != nullptr);
  CHECK(f.lists->never_auto_whitelist("unknown", *IpAddress::parse("9.9.9.9")) == nullptr);
}

TEST_CASE("files that cannot be read are told and the others used") {
  Fixture f;
  f.settings.client_lists.push_back(f.folder / "missing");
  std::vector<ListProblem> problems;
  const auto lists = Whitelists::load(f.settings, problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].fatal);
  CHECK(lists->find("good.test", std::nullopt, "", ""));
}
