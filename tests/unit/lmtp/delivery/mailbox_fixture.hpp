// SPDX-License-Identifier: MIT
#pragma once

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "lmtp/delivery/filing.hpp"
#include "lmtp/delivery/means.hpp"
#include "lmtp/scripts/script_cache.hpp"
#include "lmtp/sieve/extensions/all.hpp"
#include "lmtp/sieve/language/checker.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace dovetail::test {

// A user with a home of the test's own, and all that a delivery needs around it.
struct MailboxFixture {
  TemporaryFolder folder;
  maildir::SystemDisk disk;
  maildir::UniqueNames names{"vm", 1};
  base::SystemClock clock;
  lmtp::scripts::ScriptCache cache{lmtp::sieve::all_extensions(), options(), options()};
  lmtp::delivery::Means means;
  lmtp::delivery::Policy policy;
  maildir::MailUser user;
  quota::Settings quota;

  MailboxFixture() {
    means.disk = &disk;
    means.names = &names;
    means.clock = &clock;
    policy.hostname = "mx.example.com";
    policy.scripts = &cache;
    user.name = "alice@example.com";
    user.home = folder.path();
    user.uid = ::geteuid();
    user.gid = ::getegid();
    user.space = {"", '/'};
    user.location.root = user.location.inbox = user.location.control = folder / "Maildir";
  }
  static lmtp::sieve::CompileOptions options() {
    lmtp::sieve::CompileOptions made;
    made.available = lmtp::sieve::all_extensions().default_set();
    return made;
  }
  void script(const std::string& text) const { folder.write(".dovecot.sieve", text); }
  void quota_of(const std::string& rule) {
    policy.quota_enabled = true;
    user.plugin["quota"] = "maildir:u";
    user.plugin["quota_rule"] = rule;
    quota = *quota::read_settings(user.plugin);
  }
  // The messages of a mailbox's folder ("" is INBOX), new/ and cur/ together.
  std::vector<std::string> messages(const std::string& box = "") const {
    std::vector<std::string> found;
    for (const char* part : {"/new/", "/cur/"}) {
      const std::string path = (folder / "Maildir/") + box + part;
      const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(path.c_str()), &::closedir);
      while (const dirent* entry = stream ? ::readdir(stream.get()) : nullptr) {
        if (entry->d_name[0] != '.') {
          found.push_back(path + entry->d_name);
        }
      }
    }
    return found;
  }
};

}  // namespace dovetail::test
