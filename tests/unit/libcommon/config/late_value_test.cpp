// SPDX-License-Identifier: MIT
#include "libcommon/config/late_value.hpp"

#include <cstdlib>

#include "tests/support/catch.hpp"

using namespace dovetail;
using config::LateValue;
using config::Value;

TEST_CASE("a file value is read when it is asked for, as it is") {
  config::MemorySource source;
  source.add("/k", "line\n");
  const LateValue value{{Value::Kind::file, "/k"}, {}};
  CHECK(value.read(source).value_or("") == "line\n");
  const LateValue missing{{Value::Kind::file, "/none"}, {}};
  const auto result = missing.read(source);
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == base::ErrorKind::permanent);
  CHECK(result.error().detail.find("/none") != std::string::npos);
}

TEST_CASE("text is text") {
  CHECK(LateValue{{Value::Kind::text, "s3cr3t"}, {}}.read(config::MemorySource()).value_or("") == "s3cr3t");
  CHECK(LateValue{}.empty());
}

TEST_CASE("a credential is a file of $CREDENTIALS_DIRECTORY without its last newline") {
  config::MemorySource source;
  source.add("/run/credentials/x/dbpass", "p4ss\n");
  ::setenv("CREDENTIALS_DIRECTORY", "/run/credentials/x", 1);
  CHECK(config::read_secret("credential:dbpass", source).value_or("") == "p4ss");
  CHECK(config::read_secret("other:dbpass", source).value_or("") == "other:dbpass");
  for (const char* wrong : {"credential:", "credential:../shadow", "credential:.x", "credential:none"}) {
    INFO(wrong);
    CHECK_FALSE(config::read_secret(wrong, source));
  }
  ::unsetenv("CREDENTIALS_DIRECTORY");
  CHECK_FALSE(config::read_secret("credential:dbpass", source));
}

TEST_CASE("a check beside a running service, which is not shown the credentials, does not fail for that") {
  config::MemorySource source;
  ::setenv("CREDENTIALS_DIRECTORY", "/nonexistent/credentials", 1);
  CHECK_FALSE(config::read_secret("credential:dbpass", source));
  ::setenv("MAINPID", "1", 1);
  CHECK(config::read_secret("credential:dbpass", source).value_or("?").empty());
  CHECK_FALSE(config::read_secret("credential:../shadow", source));
  ::unsetenv("MAINPID");
  ::unsetenv("CREDENTIALS_DIRECTORY");
}
