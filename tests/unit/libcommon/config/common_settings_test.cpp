// SPDX-License-Identifier: MIT
#include "libcommon/config/common_settings.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using test::Reading;

namespace {

config::CommonSettings common_of(const std::string& text, const char* file) {
  Reading reading(text, {}, file);
  return config::read_common(reading.document, reading.document.root, reading.findings);
}

constexpr const char* kOurs = "/etc/dovetail/dovetail.conf";
constexpr const char* kTheirs = "/etc/dovecot/dovecot.conf";

std::string auth_socket(const std::string& value) {
  return config::auth_socket(common_of("base_dir = /run/b\nauth_socket_path = " + value + "\n", kOurs));
}

}  // namespace

TEST_CASE("base_dir follows the file's flavour") {
  CHECK(common_of("", kOurs).base_dir == "/run/dovetail");
  CHECK(common_of("", kTheirs).base_dir == "/run/dovecot");
  CHECK(common_of("base_dir = /x\n", kTheirs).base_dir == "/x");
}

TEST_CASE("a relative admin socket is where its unit has it, whatever the base_dir") {
  CHECK(common_of("", kOurs).admin_socket == "/run/dovetail/%{name}.admin");
  CHECK(common_of("base_dir = /x\n", kOurs).admin_socket == "/run/dovetail/%{name}.admin");
  CHECK(common_of("base_dir = /x\n", kTheirs).admin_socket == "/run/dovetail/%{name}.admin");
  CHECK(common_of("admin_socket = /y/a\n", kOurs).admin_socket == "/y/a");
  CHECK(common_of("admin_socket =\n", kOurs).admin_socket.empty());
}

TEST_CASE("the auth socket is a path below base_dir, an absolute path, or host:port") {
  CHECK(auth_socket("auth-userdb") == "/run/b/auth-userdb");
  CHECK(auth_socket("/run/dovecot/auth-userdb") == "/run/dovecot/auth-userdb");
  CHECK(auth_socket("127.0.0.1:12345") == "127.0.0.1:12345");
  CHECK(auth_socket("[::1]:12345") == "[::1]:12345");
  CHECK(auth_socket("odd:name") == "/run/b/odd:name");
  CHECK(auth_socket(":12") == "/run/b/:12");
}
