// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using dovetail::test::Delivery;
using dovetail::test::run;

namespace {

std::string folder(const std::string& script) {
  Delivery delivery;
  delivery.settings.hostname = "mx.example.org";
  delivery.settings.domain = "example.org";
  delivery.settings.environment["motto"] = "be kind";
  delivery.extensions = "+vnd.dovecot.environment";
  return run("require [\"environment\",\"vnd.dovecot.environment\",\"variables\",\"fileinto\"];" + script,
             delivery);
}

}  // namespace

TEST_CASE("environment items are tested by name") {
  CHECK(folder("if environment \"host\" \"MX.example.org\" { discard; }") == "discard");
  CHECK(folder("if environment :contains \"Location\" \"MDA\" { discard; }") == "discard");
  CHECK(folder("if environment :matches \"nothing\" \"*\" { discard; }") == "keep INBOX");
  CHECK(folder("if environment \"vnd.dovecot.config.motto\" \"be kind\" { discard; }") == "discard");
}

TEST_CASE("environment items are variables, too") {
  CHECK(folder("fileinto \"${env.host}/${env.vnd.dovecot.username}\";") == "store mx.example.org/user");
  CHECK(folder("fileinto \"x${env.vnd.dovecot.default_mailbox}${env.vnd.dovecot.config.motto}\";") ==
        "store xINBOXbe kind");
}
