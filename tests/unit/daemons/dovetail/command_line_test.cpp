// SPDX-License-Identifier: MIT
#include "daemons/dovetail/command_line.hpp"

#include "libcommon/base/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/daemons/dovetail/fake_console.hpp"

using namespace dovetail;
using cli::Command;
using cli::Option;

namespace {

// Prints what it was called with.
int echo(const cli::Invocation& invocation, cli::Console& console) {
  for (const auto& [name, value] : invocation.options) {
    console.out(name + "=" + value);
  }
  console.out(base::joined(invocation.arguments, "|"));
  return 42;
}

constexpr Option kOptions[] = {cli::kConfigOption, {'n', "dry", "", "Dry."}, {'x', "", "", "Letter only."}};
constexpr Command kCommands[] = {{"one", "two", "A [B]", 1, 2, "First.", kOptions, echo},
                                 {"alone", "", "", 0, 0, "Second.", {}, echo}};

struct Run {
  explicit Run(const std::vector<std::string>& words)
      : status(cli::run_command_line(kCommands, words, console)) {}
  test::FakeConsole console;
  int status;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("options in all of getopt's forms, mixed with arguments") {
  CHECK(Run({"one", "two", "a"}).console.output == "a\n");
  CHECK(Run({"one", "two", "-c", "f", "a", "-n"}).console.output == "config=f\ndry=\na\n");
  CHECK(Run({"one", "two", "-nxcf", "a"}).console.output == "dry=\nx=\nconfig=f\na\n");
  CHECK(Run({"one", "two", "a", "--config=f", "--dry", "b"}).console.output == "config=f\ndry=\na|b\n");
  CHECK(Run({"one", "two", "--config", "f", "--", "-n"}).console.output == "config=f\n-n\n");
  CHECK(Run({"one", "two", "-"}).console.output == "-\n");
  CHECK(Run({"one", "two", "a"}).status == 42);
  CHECK(Run({"alone"}).status == 42);
}

TEST_CASE("wrong usage is status 64, said on standard error with the usage") {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"nothing"},
                                             {"one"},
                                             {"one", "three"},
                                             {"one", "two"},
                                             {"one", "two", "a", "b", "c"},
                                             {"one", "two", "-z"},
                                             {"one", "two", "--zzz"},
                                             {"one", "two", "a", "-c"},
                                             {"one", "two", "a", "--dry=1"}}) {
    const Run run(words);
    CAPTURE(words);
    CHECK(run.status == 64);
    CHECK(run.console.output.empty());
    CHECK(has(run.console.errors, "Usage: dovetail"));
  }
}

TEST_CASE("help and version") {
  const Run all({"--help"});
  CHECK(all.status == 0);
  CHECK(has(all.console.output, "one two A [B]"));
  CHECK(has(all.console.output, "Second."));
  const Run one({"one", "two", "--help"});
  CHECK(one.status == 0);
  CHECK(has(one.console.output, "Usage: dovetail one two [OPTION ...] A [B]"));
  CHECK(has(one.console.output, "-c, --config FILE"));
  CHECK(Run({"one", "two", "-h"}).status == 0);
  CHECK(Run({"--version"}).console.output.starts_with("dovetail "));
}

TEST_CASE("explanations stand in one column behind the longest option") {
  CHECK(cli::usage(kCommands[0]) ==
        std::vector<std::string>{"Usage: dovetail one two [OPTION ...] A [B]", "First.", "",
                                 "Options:", "  -c, --config FILE  " + std::string(kOptions[0].help),
                                 "  -n, --dry          Dry.", "  -x                 Letter only."});
  CHECK(cli::usage(kCommands[1]) == std::vector<std::string>{"Usage: dovetail alone", "Second."});
  for (const Command& command : cli::commands()) {
    const auto lines = cli::usage(command);
    for (std::size_t at = 0; at < command.options.size(); ++at) {
      const std::string& line = lines[lines.size() - command.options.size() + at];
      INFO(line);
      CHECK(line.size() ==
            lines.back().size() - command.options.back().help.size() + command.options[at].help.size());
    }
  }
}

TEST_CASE("a group has a help of its own, a mistake a short answer") {
  const Run group({"one", "--help"});
  CHECK(group.status == 0);
  CHECK(has(group.console.output, "Usage: dovetail one SUBCOMMAND"));
  CHECK(has(group.console.output, "one two A [B]  First."));
  CHECK_FALSE(has(group.console.output, "Second."));
  CHECK(has(Run({"one"}).console.errors, "one needs a subcommand"));
  const Run wrong({"none", "at", "all"});
  CHECK(has(wrong.console.errors, "unknown command none at all"));
  CHECK_FALSE(has(wrong.console.errors, "First."));
}

TEST_CASE("the manual has every command and option") {
  const Run run({"help", "--manual"});
  CHECK(run.status == 0);
  CHECK(
      has(run.console.output,
          ".TP\n\\fBone two\\fR A [B]\nFirst.\n.RS\n.TP\n\\fB\\-c\\fR, \\fB\\-\\-config\\fR \\fIFILE\\fR\n"));
  CHECK(has(run.console.output, ".TP\n\\fBalone\\fR\nSecond.\n"));
}

TEST_CASE("the last of a repeated option counts, the configuration has a default") {
  const cli::Invocation twice{{{"config", "a"}, {"config", "b"}}, {}};
  CHECK(twice.config_file() == "b");
  CHECK(cli::Invocation{}.config_file() == "/etc/dovetail/dovetail.conf");
  CHECK_FALSE(twice.has("dry"));
}

TEST_CASE("every command of the table has help, and no two have the same name") {
  std::vector<std::string> names;
  for (const Command& command : cli::commands()) {
    names.push_back(std::string(command.group) + " " + std::string(command.name));
    INFO(names.back());
    CHECK(command.run != nullptr);
    CHECK(command.help.ends_with('.'));
    CHECK(command.least <= command.most);
    CHECK(std::count(names.begin(), names.end(), names.back()) == 1);
  }
}
