// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/daemons/dovetail/greylist_fixture.hpp"

using namespace dovetail::cli;
using dovetail::test::FakeConsole;
using dovetail::test::TemporaryFolder;

namespace {

std::string logged(const std::string& action, const std::string& sender, const std::string& recipient) {
  return "Nov 23 08:31:58 mx postgrey[12]: action=" + action +
         ", client_name=mail.a.test, client_address=192.0.2.7, sender=" + sender +
         ", recipient=" + recipient + "\n";
}

const std::string kLog = logged("greylist, reason=new", "s@a.test", "one@b.test") +
                         logged("pass, reason=triplet found, delay=400", "s@a.test", "one@b.test") +
                         logged("greylist, reason=new", "t@a.test", "two@b.test") +
                         logged("greylist, reason=new", "u@\"c.test", "two@b.test") +
                         "another program's line\n";

using Options = std::vector<std::pair<std::string, std::string>>;

struct Report {
  Report(Options options, std::vector<std::string> arguments = {},
         const std::string& log = kLog) {
    console.given = log;
    status = kGreylistReport.run(Invocation{std::move(options), std::move(arguments)}, console);
  }
  bool says(const std::string& part) const { return console.output.find(part) != std::string::npos; }
  FakeConsole console;
  int status = 0;
};

}  // namespace

TEST_CASE("greylist report: the table, with its sum below") {
  const Report report(Options{});
  CHECK(report.status == kSuccess);
  CHECK(report.console.output.starts_with("came back after\n"));
  CHECK(report.says("  10 min             1 "));
  CHECK(report.says("  never              2 "));
  CHECK(report.says("      2        1      1     6:40     6:40  a.test\n"));
  CHECK(report.says("      3        1      2     6:40     6:40  "));
}

TEST_CASE("greylist report: as text for other programs") {
  const Report csv(Options{{"format", "csv"}});
  CHECK(csv.console.output ==
        "who,delayed,returned,never,refusals,average_seconds,longest_seconds\n"
        "\"a.test\",2,1,1,2,400,400\n\"\"\"c.test\",1,0,1,1,0,0\n");
  const Report json(Options{{"format", "json"}, {"top", "1"}});
  CHECK(
      json.console.output ==
      "[{\"who\":\"a.test\",\"delayed\":2,\"returned\":1,\"never\":1,\"refusals\":2,\"average_seconds\":400,"
      "\"longest_seconds\":400}]\n");
}

TEST_CASE("greylist report: by recipient, by client, only what never came back, only the first") {
  const Report recipients(Options{{"by", "recipient"}, {"format", "csv"}, {"never", ""}});
  CHECK(recipients.says("\"two@b.test\",2,0,2,"));
  CHECK_FALSE(recipients.says("one@b.test"));
  CHECK(Report(Options{{"by", "client"}, {"format", "csv"}}).says("mail.a.test"));
  const Report top(Options{{"format", "csv"}, {"top", "1"}});
  CHECK_FALSE(top.says("c.test"));
  CHECK(Report(Options{{"format", "csv"}, {"top", "0"}}).says("c.test"));
}

TEST_CASE("greylist report: of files, of nothing, and of what cannot be read") {
  const TemporaryFolder folder;
  const Report files(Options{{"format", "csv"}}, {folder.write("one", kLog), folder.write("two", kLog)}, "");
  CHECK(files.says("\"a.test\",2,1,1,"));
  const Report nothing(Options{}, {}, "");
  CHECK(nothing.status == kSuccess);
  CHECK(nothing.says("      0        0      0     0:00     0:00  "));
  const Report missing(Options{}, {"/nowhere/mail.log"});
  CHECK(missing.status == kNoInput);
  CHECK(missing.console.errors == "cannot read /nowhere/mail.log\n");
}

TEST_CASE("greylist report: options that mean nothing are refused") {
  for (const auto& [option, value] : {std::pair{"by", "weather"}, std::pair{"format", "xml"},
                                      std::pair{"top", "many"}, std::pair{"top", "-1"}}) {
    CAPTURE(option, value);
    CHECK(Report(Options{{option, value}}).status == kUsage);
  }
}
