// SPDX-License-Identifier: MIT
#include "libcommon/daemon/frame.hpp"

#include <stdexcept>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;

namespace {

// An application whose reading finds what a test wants. What a running daemon does is tested end to end.
struct Fake final : daemon::Application {
  std::unique_ptr<daemon::Setup> load(const daemon::Options&, config::Findings& findings) override {
    ++loads;
    if (unreadable) {
      findings.unreadable({"x.conf", 0}, "cannot be read");
    }
    if (wrong) {
      findings.error({"x.conf", 3}, "nonsense");
    }
    auto setup = std::make_unique<daemon::Setup>();
    setup->frame.log.log_path = "stderr";
    setup->frame.user = "65534";
    return setup;
  }
  void open_as_root(const daemon::Setup&) override { throw std::runtime_error("no key"); }
  void start(daemon::Frame&, std::unique_ptr<daemon::Setup>) override { started = true; }
  base::Result<void> reload(std::unique_ptr<daemon::Setup>) override { return {}; }

  bool unreadable = false;
  bool wrong = false;
  bool started = false;
  int loads = 0;
};

const daemon::ProgramInfo kProgram{.name = "testd", .summary = "Tests.", .extra = {}};

int run(Fake& fake, std::vector<std::string> words) {
  words.insert(words.begin(), "dovetail-testd");
  std::vector<char*> argv;
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  return daemon::run(kProgram, static_cast<int>(words.size()), argv.data(), fake);
}

}  // namespace

TEST_CASE("help, version and usage errors read no configuration") {
  Fake fake;
  CHECK(run(fake, {"--help"}) == 0);
  CHECK(run(fake, {"--version"}) == 0);
  CHECK(run(fake, {"--nonsense"}) == 64);
  CHECK(fake.loads == 0);
}

TEST_CASE("--check ends with the status of what it found") {
  Fake fake;
  CHECK(run(fake, {"--check"}) == 0);
  fake.wrong = true;
  CHECK(run(fake, {"--check"}) == 78);
  fake.unreadable = true;
  CHECK(run(fake, {"--check"}) == 66);
  CHECK_FALSE(fake.started);
}

TEST_CASE("a wrong configuration starts nothing") {
  Fake fake;
  fake.wrong = true;
  CHECK(run(fake, {}) == 78);
  CHECK(run(fake, {"-n"}) == 78);
  CHECK_FALSE(fake.started);
}

TEST_CASE("a start that throws is one line and a status") {
  Fake fake;
  CHECK(run(fake, {}) == 71);
  CHECK_FALSE(fake.started);
}
