// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "daemons/dovetail/greylist_commands.hpp"
#include "policy/greylist/dump.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/daemons/dovetail/fake_console.hpp"

namespace dovetail::test {

// The text of db_dump for such records.
inline std::string dump_of(const std::vector<std::pair<std::string, std::string>>& records) {
  std::string text = policy::greylist::dump_header();
  for (const auto& [key, value] : records) {
    text += policy::greylist::dump_record(key, value);
  }
  return text + policy::greylist::dump_footer();
}

inline const std::vector<std::pair<std::string, std::string>> kTriplets = {
    {"192.0.2.0/s@a.test/r@b.test", "1700000000,1700000400"},
    {"198.51.100.0/T@a.test/r@b.test", "1700000500,1700000500"}};
inline const std::vector<std::pair<std::string, std::string>> kClients = {{"203.0.113.9", "7,1700000900"}};

// A configuration whose daemon does not run: commands open the store by themselves.
struct GreylistWorld {
  TemporaryFolder folder;
  FakeConsole console;
  std::string config =
      folder.write("dovetail.conf", "admin_socket = " + (folder / "none") +
                                        "\ngreylist_database = " + (folder / "greylist.db") + "\n");

  int run(const cli::Command& command, std::vector<std::pair<std::string, std::string>> options = {},
          std::vector<std::string> arguments = {}, std::string given = {}) {
    console = {};
    console.given = std::move(given);
    options.emplace_back("config", config);
    return command.run(cli::Invocation{std::move(options), std::move(arguments)}, console);
  }
};

}  // namespace dovetail::test
