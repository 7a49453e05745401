// SPDX-License-Identifier: MIT
#include "daemons/dovetail/sieve_commands.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/daemons/dovetail/fake_console.hpp"

using namespace dovetail::cli;
using dovetail::test::FakeConsole;
using dovetail::test::TemporaryFolder;

namespace {

const std::string kMessage = "From: a@b.example\r\nTo: u@x.example\r\nSubject: vac\r\n\r\nbody\r\n";

int run(const Command& command, std::vector<std::string> arguments,
        std::vector<std::pair<std::string, std::string>> options, FakeConsole& console) {
  return command.run(Invocation{std::move(options), std::move(arguments)}, console);
}

}  // namespace

TEST_CASE("sieve check names mistakes by script and line") {
  const TemporaryFolder folder;
  FakeConsole console;
  CHECK(run(kSieveCheck, {folder.write("good.sieve", "keep;")}, {}, console) == 0);
  CHECK(console.errors.empty());
  const std::string bad = folder.write("bad.sieve", "keep;\nkeepp;\n");
  CHECK(run(kSieveCheck, {bad}, {}, console) == 1);
  CHECK(console.errors == "bad: line 2: error: unknown command 'keepp' (only reported once at first occurrence).\n"
                          "bad: error: validation failed.\n"
                          "dovetail: failed to compile sieve script '" + bad + "'\n");
  CHECK(run(kSieveCheck, {folder.path()}, {}, console) == 1);
  CHECK(run(kSieveCheck, {folder / "none.sieve"}, {}, console) == kNoInput);
  CHECK(run(kSieveCheck, {folder / "none.sieve", bad}, {}, console) == kNoInput);
  CHECK(run(kSieveRun, {folder / "none.sieve", "-"}, {}, console) == kNoInput);
  CHECK(run(kSieveRun, {bad, "-"}, {}, console) == 1);
}

TEST_CASE("sieve run shows what would happen") {
  const TemporaryFolder folder;
  FakeConsole console;
  const std::string script = folder.write("a.sieve", "require [\"fileinto\",\"envelope\"];\n"
                                                     "if envelope \"from\" \"s@x.example\" { fileinto \"A.B\"; }\n");
  const std::string message = folder.write("m.eml", kMessage);
  CHECK(run(kSieveRun, {script, message}, {{"sender", "s@x.example"}}, console) == 0);
  CHECK(console.output ==
        "\nPerformed actions:\n\n * store message in folder: A.B\n\nImplicit keep:\n\n  (none)\n\n"
        "final result: success\n");
  console.output.clear();
  CHECK(run(kSieveRun, {script, message}, {}, console) == 0);
  CHECK(console.output ==
        "\nPerformed actions:\n\n  (none)\n\nImplicit keep:\n\n * store message in folder: INBOX\n\n"
        "final result: success\n");
}

TEST_CASE("a failed run ends in a keep and status 1") {
  const TemporaryFolder folder;
  FakeConsole console;
  const std::string script = folder.write("a.sieve", "require \"variables\"; redirect \"${none}\";");
  CHECK(run(kSieveRun, {script, folder.write("m.eml", kMessage)}, {}, console) == 1);
  CHECK(console.errors == "a: line 1: error: specified redirect address '' is invalid: empty address.\n");
  CHECK(console.output.ends_with("final result: failed; resolved with successful implicit keep\n"));
}

TEST_CASE("sieve run may tell each step") {
  const TemporaryFolder folder;
  FakeConsole console;
  const std::string script = folder.write("a.sieve", "if header :contains \"subject\" \"AC\" { discard; }");
  CHECK(run(kSieveRun, {script, folder.write("m.eml", kMessage)}, {{"trace", "-"}}, console) == 0);
  CHECK(console.output.starts_with("      ## Started executing script 'a'\n"
                                   "   1:   extracting `subject' headers from message\n"
                                   "   1:   matching value `vac'\n"
                                   "   1:     with key `AC' => 1\n"));
}
