// SPDX-License-Identifier: MIT
#include <dirent.h>

#include <algorithm>
#include <memory>

#include "libcommon/base/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/lmtp/protocol/fake_server.hpp"

using namespace dovetail;
using test::FakeServer;

// A transcript: "C: " what the client sends (a line; "\r\n" is added), "S: " what it must get, "#" remarks,
// "@ rcpt|data ADDRESS VERDICT [text]" what the back end says to one recipient.
namespace {

struct Step {
  std::string client;
  std::string server;
};
struct Transcript {
  std::map<std::string, lmtp::Outcome> at_rcpt, after_data;
  std::vector<Step> steps{Step{}};
};

lmtp::Verdict verdict_named(std::string_view name) {
  if (name == "unknown") return lmtp::Verdict::unknown_user;
  if (name == "over_quota") return lmtp::Verdict::over_quota;
  if (name == "over_quota_for_now") return lmtp::Verdict::over_quota_for_now;
  return lmtp::Verdict::internal_failure;
}

Transcript read(const std::string& file) {
  Transcript script;
  const std::string content = test::TemporaryFolder::read(file);
  for (const std::string_view line : base::split(content, '\n')) {
    if (line.starts_with("C: ")) {
      if (!script.steps.back().server.empty()) {
        script.steps.emplace_back();
      }
      script.steps.back().client += std::string(line.substr(3)) + "\r\n";
    } else if (line.starts_with("S: ")) {
      script.steps.back().server += std::string(line.substr(3)) + "\r\n";
    } else if (line.starts_with("@ ")) {
      const auto words = base::words(line.substr(2));
      auto& table = words[0] == "rcpt" ? script.at_rcpt : script.after_data;
      table[std::string(words[1])] = {verdict_named(words[2]), words.size() > 3 ? std::string(words[3]) : ""};
    }
  }
  return script;
}

std::vector<std::string> files() {
  std::vector<std::string> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(TRANSCRIPTS), &::closedir);
  REQUIRE(folder);
  while (const dirent* entry = ::readdir(folder.get())) {
    if (std::string_view(entry->d_name).ends_with(".txt")) {
      found.push_back(std::string(TRANSCRIPTS) + "/" + entry->d_name);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::unique_ptr<FakeServer> server_for(const Transcript& script) {
  auto settings = FakeServer::settings();
  auto server = std::make_unique<FakeServer>(settings);
  server->at_rcpt = script.at_rcpt;
  server->after_data = script.after_data;
  return server;
}

}  // namespace

TEST_CASE("recorded conversations, step by step") {
  for (const std::string& file : files()) {
    INFO(file);
    const Transcript script = read(file);
    const auto server = server_for(script);
    for (const Step& step : script.steps) {
      CHECK(server->talk(step.client) == step.server);
    }
  }
}

TEST_CASE("recorded conversations, cut at every byte and all at once") {
  for (const std::string& file : files()) {
    INFO(file);
    const Transcript script = read(file);
    std::string sent, wanted;
    for (const Step& step : script.steps) {
      sent += step.client;
      wanted += step.server;
    }
    for (std::size_t cut = 0; cut <= sent.size(); ++cut) {
      const auto server = server_for(script);
      const std::string got = server->talk(sent.substr(0, cut));
      CHECK(got + server->talk(sent.substr(cut)) == wanted);
    }
    const auto server = server_for(script);
    std::string got;
    for (const char c : sent) {
      got += server->talk(std::string_view(&c, 1));
    }
    CHECK(server->output + got == wanted);
  }
}
