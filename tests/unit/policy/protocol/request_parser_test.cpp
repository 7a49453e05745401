// SPDX-License-Identifier: MIT
#include "policy/protocol/request_parser.hpp"

#include "policy/protocol/limits.hpp"
#include "tests/support/catch.hpp"

using dovetail::policy::kMaxAttributes;
using dovetail::policy::kMaxLine;
using dovetail::policy::kMaxRequest;
using dovetail::policy::Request;
using dovetail::policy::RequestParser;
using State = RequestParser::State;

namespace {

struct Outcome {
  State state = State::incomplete;
  std::size_t used = 0;
};

// Feeds in pieces of `step` octets until something happens.
Outcome feed(RequestParser& parser, std::string_view bytes, std::size_t step) {
  Outcome outcome;
  while (outcome.used < bytes.size() && outcome.state == State::incomplete) {
    std::size_t consumed = 0;
    outcome.state = parser.feed(bytes.substr(outcome.used, step), consumed);
    outcome.used += consumed;
  }
  return outcome;
}

Request parsed(std::string_view bytes) {
  RequestParser parser;
  REQUIRE(feed(parser, bytes, bytes.size()).state == State::complete);
  return parser.take();
}

}  // namespace

TEST_CASE("a request is its lines up to the empty one, however it is sliced") {
  const std::string bytes = "request=smtpd_access_policy\nsender=a=b@x.test\nrecipient=\n\nrequest=next\n";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    RequestParser parser;
    const auto outcome = feed(parser, bytes, step);
    REQUIRE(outcome.state == State::complete);
    CHECK(outcome.used == bytes.find("\n\n") + 2);
    const Request request = parser.take();
    CHECK(request.attributes() == 3);
    CHECK(request.get("sender") == "a=b@x.test");
    CHECK(request.find("recipient") == "");
    CHECK(parser.idle());
  }
}

TEST_CASE("one CR before LF is dropped, others belong to the value") {
  const Request request = parsed("a=1\r\nb=2\r\r\nc=\r\n\r\n");
  CHECK(request.get("a") == "1");
  CHECK(request.get("b") == "2\r");
  CHECK(request.find("c") == "");
}

TEST_CASE("lines without a name or without an equals sign are garbage") {
  const Request request = parsed("hello\n=x\na=1\n\n");
  CHECK(request.attributes() == 1);
  REQUIRE(request.garbage().size() == 2);
  CHECK(request.garbage()[0] == "hello");
  CHECK(request.garbage()[1] == "=x");
}

TEST_CASE("any octet may stand in a value") {
  const Request request = parsed(std::string("a=\0\xff\x01 b\n\n", 10));
  CHECK(request.get("a") == std::string_view("\0\xff\x01 b", 5));
}

TEST_CASE("an empty line alone is an empty request") {
  CHECK(parsed("\n").attributes() == 0);
  CHECK(parsed("\r\n").attributes() == 0);
}

TEST_CASE("lines of 16 KiB are taken, beyond the limit none") {
  CHECK(parsed("a=" + std::string(16 * 1024, 'x') + "\n\n").get("a").size() == 16 * 1024);
  CHECK(parsed("a=" + std::string(kMaxLine - 2, 'x') + "\n\n").get("a").size() == kMaxLine - 2);
  for (const std::size_t step : {std::size_t{1000}, std::size_t{1'000'000}}) {
    RequestParser parser;
    CHECK(feed(parser, "a=" + std::string(kMaxLine - 1, 'x') + "\n\n", step).state == State::too_long);
  }
}

TEST_CASE("a line that never ends does not fill the memory") {
  RequestParser parser;
  const auto outcome = feed(parser, std::string(10 * kMaxRequest, 'x'), 4096);
  CHECK(outcome.state == State::too_long);
  CHECK(outcome.used <= kMaxLine + 4096);
}

TEST_CASE("a request is limited in octets and attributes") {
  std::string many;
  for (std::size_t i = 0; i < kMaxAttributes; ++i) {
    many += "a=b\n";
  }
  CHECK(parsed(many + "\n").attributes() == kMaxAttributes);
  RequestParser one_more;
  CHECK(feed(one_more, many + "a=b\n\n", 100).state == State::too_long);

  std::string long_one;
  while (long_one.size() <= kMaxRequest) {
    long_one += "a=" + std::string(8000, 'x') + "\n";
  }
  RequestParser parser;
  CHECK(feed(parser, long_one, 4096).state == State::too_long);
}
