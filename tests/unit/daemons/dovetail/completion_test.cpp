// SPDX-License-Identifier: MIT
#include "daemons/dovetail/completion.hpp"

#include "libcommon/base/text.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using cli::Command;
using cli::Option;

namespace {

int nothing(const cli::Invocation&, cli::Console&) {
  return 0;
}

constexpr Option kOptions[] = {{'c', "config", "FILE", "It's a file: [this]."},
                               {'x', "", "", "Letter only."}};
constexpr Command kCommands[] = {{"one", "two", "", 0, 0, "First.", kOptions, nothing},
                                 {"one", "three four", "", 0, 0, "Second.", {}, nothing},
                                 {"alone", "", "", 0, 0, "Third.", {}, nothing}};

std::string script(std::string_view shell) {
  const auto lines = cli::completion(kCommands, shell);
  REQUIRE(lines);
  return base::joined(*lines, "\n") + "\n";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("bash: what follows each beginning, and each command's options") {
  const std::string text = script("bash");
  CHECK(has(text, "    '') next='one alone' options='--help --version' ;;\n"));
  CHECK(has(text, "    'one') next='two three' ;;\n"));
  CHECK(has(text, "    'one three') next='four' ;;\n"));
  CHECK(has(text, "    'one two' | 'one two'\\ *) options='--help --config -x' ;;\n"));
  CHECK(has(text, "    'alone' | 'alone'\\ *) options='--help' ;;\n"));
  CHECK(has(text, "complete -o filenames -F _dovetail dovetail\n"));
}

TEST_CASE("zsh: with explanations, in which its own signs are escaped") {
  const std::string text = script("zsh");
  CHECK(text.starts_with("#compdef dovetail "));
  CHECK(has(text, "  'one')\n    next=(\n      'two:First.'\n      'three'\n    )\n"));
  CHECK(has(text, "      'four:Second.'\n"));
  CHECK(has(text,
            "      '-c[It'\\''s a file\\: \\[this\\].]:FILE:_files' \\\n"
            "      '--config[It'\\''s a file\\: \\[this\\].]:FILE:_files' \\\n"
            "      '-x[Letter only.]' \\\n      '*:argument:_files'\n"));
}

TEST_CASE("another shell has no script") {
  CHECK_FALSE(cli::completion(kCommands, "fish"));
  CHECK_FALSE(cli::completion(kCommands, ""));
}
