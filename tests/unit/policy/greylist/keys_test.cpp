// SPDX-License-Identifier: MIT
#include "policy/greylist/keys.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::policy::greylist;

namespace {

std::string triplet(const Settings& settings, const char* client, const char* sender, const char* recipient) {
  return triplet_key(settings, *IpAddress::parse(client), sender, recipient);
}

}  // namespace

TEST_CASE("triplet keys are Postgrey's") {
  const Settings settings;
  CHECK(triplet(settings, "1.2.3.77", "S+ext@A.test", "R+x@B.Test") == "1.2.3.0/s@a.test/r+x@b.test");
  CHECK(triplet(settings, "1.2.3.4", "", "rcpt@b.test") == "1.2.3.0//rcpt@b.test");
  CHECK(triplet(settings, "2001:db8:0:5:abcd:0:0:9", "s@a", "r@b") == "2001:db8:0:5:0:0:0:0/s@a/r@b");
  CHECK(triplet(settings, "1.2.3.4", "SRS0=abc=XX=orig.test=joe@x.test", "r@b") ==
        "1.2.3.0/srs0=abc=xx=orig.test=joe@x.test/r@b");
}

TEST_CASE("keys by host carry the full length") {
  Settings settings;
  settings.lookup_by_host = true;
  CHECK(triplet(settings, "1.2.3.77", "s@a", "r@b") == "1.2.3.77/32/s@a/r@b");
  CHECK(triplet(settings, "2001:db8::abcd:0:9", "s@a", "r@b") == "2001:db8:0:0:0:abcd:0:9/128/s@a/r@b");
}

TEST_CASE("other network lengths") {
  Settings settings;
  settings.ipv4_prefix = 16;
  settings.ipv6_prefix = 48;
  CHECK(triplet(settings, "1.2.3.77", "s@a", "r@b") == "1.2.0.0/s@a/r@b");
  CHECK(triplet(settings, "2001:db8:1:2::9", "s@a", "r@b") == "2001:db8:1:0:0:0:0:0/s@a/r@b");
}

TEST_CASE("privacy stores unsalted SHA-1 sums of the same keys") {
  Settings settings;
  settings.privacy = true;
  CHECK(triplet(settings, "9.9.9.9", "s@a.test", "r@b.test") == "ccd38ba5a7f8c858dff5dc7405fbd63bc3668d8b");
  CHECK(client_key(settings, *IpAddress::parse("2001:db8:0:5:abcd::9")) ==
        "f868ab3ae991e7dfa5bb9bf21a25e6dc536f7943");
}

TEST_CASE("clients are counted by their full address, or by their network if so set") {
  Settings settings;
  CHECK(client_key(settings, *IpAddress::parse("1.2.3.4")) == "1.2.3.4");
  CHECK(client_key(settings, *IpAddress::parse("2001:db8:0:5:abcd::9")) == "2001:DB8:0:5:ABCD:0:0:9");
  settings.awl_ipv6_prefix = 64;
  CHECK(client_key(settings, *IpAddress::parse("2001:db8:0:5:abcd::9")) == "2001:DB8:0:5:0:0:0:0");
}
