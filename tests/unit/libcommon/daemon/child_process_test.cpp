// SPDX-License-Identifier: MIT
#include "libcommon/daemon/child_process.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/forbidden_calls.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using namespace std::chrono_literals;

namespace {

daemon::ChildSpec shell(std::string script) {
  daemon::ChildSpec spec;
  spec.command = {"/bin/sh", "-c", std::move(script)};
  spec.environment = {"PATH=/usr/bin:/bin"};
  return spec;
}

}  // namespace

TEST_CASE("a child gets its input and gives its outputs and status") {
  auto spec = shell("cat; echo wrong >&2; exit 7");
  spec.input = std::string(300'000, 'x');
  spec.output_limit = 1'000'000;
  const auto outcome = daemon::run_child(spec);
  REQUIRE(outcome.has_value());
  CHECK(outcome->output == spec.input);
  CHECK(outcome->error_output == "wrong\n");
  CHECK(outcome->exit_status == 7);
  CHECK_FALSE(outcome->timed_out);
}

TEST_CASE("output beyond the limit is dropped, and does not block the child") {
  auto spec = shell("head -c 500000 /dev/zero; echo end >&2");
  spec.output_limit = 1000;
  const auto outcome = daemon::run_child(spec);
  CHECK(outcome->output.size() == 1000);
  CHECK(outcome->error_output == "end\n");
}

TEST_CASE("a child that does not read its input is no error") {
  auto spec = shell("exit 0");
  spec.input = std::string(1'000'000, 'x');
  std::signal(SIGPIPE, SIG_IGN);
  CHECK(daemon::run_child(spec)->exit_status == 0);
}

TEST_CASE("a child has only the environment and the folder it was given") {
  auto spec = shell("pwd; echo \"$SECRET-$GIVEN\"");
  ::setenv("SECRET", "value", 1);
  spec.environment = {"GIVEN=yes"};
  spec.folder = "/usr";
  CHECK(daemon::run_child(spec)->output == "/usr\n-yes\n");
}

TEST_CASE("a child inherits no descriptor") {
  const int leak = ::open("/dev/null", O_RDONLY);
  daemon::ChildSpec spec;
  spec.command = {"/bin/ls", "/proc/self/fd"};
  CHECK(daemon::run_child(spec)->output == "0\n1\n2\n3\n");  // 3 is ls's own
  ::close(leak);
}

TEST_CASE("a child that takes too long is killed with all that it started") {
  test::TemporaryFolder folder;
  auto spec = shell("(sleep 30; echo late > " + (folder / "late") + ") & sleep 30");
  spec.time_limit = 200ms;
  const auto begun = std::chrono::steady_clock::now();
  const auto outcome = daemon::run_child(spec);
  CHECK(std::chrono::steady_clock::now() - begun < 10s);
  CHECK(outcome->timed_out);
  CHECK(outcome->signal == SIGKILL);
}

TEST_CASE("a child that writes without end is stopped by its time limit") {
  auto spec = shell("exec cat /dev/zero");
  spec.time_limit = 200ms;
  spec.output_limit = 10;
  const auto outcome = daemon::run_child(spec);
  CHECK(outcome->timed_out);
  CHECK(outcome->output.size() == 10);
}

TEST_CASE("what a child leaves behind in the background does not hold us") {
  auto spec = shell("sleep 30 & echo done");
  const auto begun = std::chrono::steady_clock::now();
  CHECK(daemon::run_child(spec)->output == "done\n");
  CHECK(std::chrono::steady_clock::now() - begun < 10s);
}

TEST_CASE("what a child leaves behind and writes without end does not hold us until the time limit") {
  auto spec = shell("cat /dev/zero & echo done >&2");
  spec.time_limit = 60s;
  const auto begun = std::chrono::steady_clock::now();
  const auto outcome = daemon::run_child(spec);
  CHECK(outcome->error_output == "done\n");
  CHECK(outcome->exit_status == 0);
  CHECK_FALSE(outcome->timed_out);
  CHECK(std::chrono::steady_clock::now() - begun < 30s);
}

TEST_CASE("without a descriptor to see its end by, a program is not run") {
  test::TemporaryFolder folder;
  const std::string trace = folder / "ran";
  ::rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const int next = ::dup(0);  // the lowest free one
  ::close(next);
  const ::rlimit tight{static_cast<rlim_t>(next) + 8, before.rlim_max};  // four pipes and nothing more
  ::setrlimit(RLIMIT_NOFILE, &tight);
  auto spec = shell("cat > " + trace);
  spec.input = "mail";
  const auto outcome = daemon::run_child(spec);
  ::setrlimit(RLIMIT_NOFILE, &before);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == EMFILE);
  CHECK(test::TemporaryFolder::read(trace).empty());
}

TEST_CASE("a program that cannot be run is an error with its errno") {
  daemon::ChildSpec spec;
  spec.command = {"/nonexistent/program"};
  CHECK(daemon::run_child(spec).error().code == ENOENT);
  spec.command = {"/dev/null"};
  CHECK(daemon::run_child(spec).error().code == EACCES);
  spec.command = {};
  CHECK_FALSE(daemon::run_child(spec).has_value());
  auto folder = shell("true");
  folder.folder = "/nonexistent";
  CHECK(daemon::run_child(folder).error().code == ENOENT);
}

TEST_CASE("a child has no capability, also one that runs as another user") {
  daemon::ChildSpec spec;
  spec.command = {"/bin/cat", "/proc/self/status"};
  if (::getuid() == 0) {
    spec.identity = daemon::Identity{65534, 65534, {100, 101}, false};
  }
  const auto outcome = daemon::run_child(spec);
  REQUIRE(outcome.has_value());
  CHECK(outcome->output.find("CapEff:\t0000000000000000\n") != std::string::npos);
  CHECK(outcome->output.find("CapPrm:\t0000000000000000\n") != std::string::npos);
  CHECK(outcome->output.find("CapInh:\t0000000000000000\n") != std::string::npos);
  CHECK(outcome->output.find("SigBlk:\t0000000000000000\n") != std::string::npos);
  if (::getuid() == 0) {
    CHECK(outcome->output.find("Uid:\t65534\t65534\t65534\t65534\n") != std::string::npos);
    CHECK(outcome->output.find("Groups:\t100 101 \n") != std::string::npos);
    CHECK(outcome->output.find("CapBnd:\t0000000000000000\n") != std::string::npos);
  }
}

// What the packaged unit for one mail user does to such calls (SystemCallFilter=~@privileged).
TEST_CASE("a child starts where a system call filter forbids what it need not do") {
  const pid_t pid = ::fork();
  if (pid == 0) {
    const bool ordinary = ::getuid() != 0 || (::setresgid(65534, 65534, 65534) == 0 && ::setresuid(65534, 65534, 65534) == 0);
    if (!ordinary || !test::forbid_calls({SYS_setresuid, SYS_setresgid, SYS_setgroups, SYS_capset})) {
      ::_exit(2);
    }
    const auto outcome = daemon::run_child(shell("grep CapEff /proc/self/status"));
    ::_exit(outcome && outcome->output == "CapEff:\t0000000000000000\n" ? 0 : 1);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  CHECK(status == 0);
}

TEST_CASE("several workers may run children at once") {
  std::vector<std::thread> workers;
  std::vector<int> statuses(4, -1);
  for (int worker = 0; worker < 4; ++worker) {
    workers.emplace_back([worker, &statuses] {
      for (int round = 0; round < 5; ++round) {
        const auto outcome = daemon::run_child(shell("exit " + std::to_string(worker)));
        statuses[static_cast<std::size_t>(worker)] = outcome ? outcome->exit_status : -2;
      }
    });
  }
  for (auto& worker : workers) {
    worker.join();
  }
  CHECK(statuses == std::vector<int>{0, 1, 2, 3});
}
