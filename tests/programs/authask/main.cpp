// SPDX-License-Identifier: MIT
// Asks an auth server by UserLookups, for tests with real servers:
//   dovetail-authask SOCKET user|pass|list NAME…
// One line an answer: "NAME: found USER key=value…", "NAME: missing", "NAME: error TEXT".
#include <cstdio>
#include <memory>
#include <string>

#include "libcommon/authclient/user_lookups.hpp"
#include "libcommon/base/log.hpp"
#include "libcommon/event/loop.hpp"

using namespace dovetail;

namespace {

std::string text_of(const authclient::UserOutcome& outcome) {
  if (!outcome) {
    return "error " + outcome.error().detail;
  }
  if (!*outcome) {
    return "missing";
  }
  std::string text = "found " + (*outcome)->user;
  for (const auto& [key, value] : (*outcome)->fields) {
    text += " " + key + "=" + value;
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    return 64;
  }
  event::Loop loop;
  base::NullLog log;
  base::Lifetime lifetime;
  authclient::UserLookups lookups(loop, log, {.socket = argv[1]});
  const std::string what = argv[2];
  const authclient::LookupContext context{
      .service = "lmtp", .local_ip = "127.0.0.1", .remote_ip = "127.0.0.1"};
  int open = argc - 3;
  const auto tell = [&](const std::string& name, const std::string& text) {
    std::printf("%s: %s\n", name.c_str(), text.c_str());
    if (--open == 0) {
      loop.stop();
    }
  };
  for (int index = 3; index < argc; ++index) {
    const std::string name = argv[index];
    const auto answered = [&tell, name](authclient::UserOutcome outcome) { tell(name, text_of(outcome)); };
    if (what == "user") {
      lookups.find(name, context, lifetime.watch(), answered);
    } else if (what == "pass") {
      lookups.find_credentials(name, context, lifetime.watch(), answered);
    } else {
      lookups.list(name, context, lifetime.watch(),
                   [&tell, name](base::Result<std::vector<std::string>> users) {
                     std::string text = users ? "users" : "error " + users.error().detail;
                     for (const std::string& user : users ? *users : std::vector<std::string>{}) {
                       text += " " + user;
                     }
                     tell(name, text);
                   });
    }
  }
  loop.run();
  return 0;
}
