// SPDX-License-Identifier: MIT
#include "lmtp/message/parameter_continuation.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::lmtp::message;

// The examples of RFC 2231 §3, §4 and §4.1.
TEST_CASE("the RFC's examples") {
  CHECK(join_continuations({{"access-type", "URL"}, {"url*0", "ftp://"}, {"url*1", "cs.utk.edu/pub/x"}}) ==
        Parameters{{"access-type", "URL"}, {"url", "ftp://cs.utk.edu/pub/x"}});
  CHECK(join_continuations({{"title*", "us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A"}}) ==
        Parameters{{"title", "This is ***fun***"}});
  CHECK(join_continuations({{"title*0*", "us-ascii'en'This%20is%20even%20more%20"},
                            {"title*1*", "%2A%2A%2Afun%2A%2A%2A%20"},
                            {"title*2", "isn't it!"}}) ==
        Parameters{{"title", "This is even more ***fun*** isn't it!"}});
}

TEST_CASE("pieces may come in any order, ten after nine") {
  std::vector<RawParameter> raw;
  std::string expected;
  for (int number = 11; number >= 0; --number) {
    raw.push_back({"x*" + std::to_string(number), std::string(1, static_cast<char>('a' + number))});
    expected.insert(expected.begin(), static_cast<char>('a' + number));
  }
  CHECK(join_continuations(raw) == Parameters{{"x", expected}});
}

TEST_CASE("behind a missing or repeated number nothing counts") {
  CHECK(join_continuations({{"x*0", "a"}, {"x*1", "b"}, {"x*3", "d"}}) == Parameters{{"x", "ab"}});
  CHECK(join_continuations({{"x*0", "a"}, {"x*1", "b"}, {"x*1", "c"}, {"x*2", "d"}}) ==
        Parameters{{"x", "ab"}});
  CHECK(join_continuations({{"x*1", "b"}}) == Parameters{{"x", ""}});
}

TEST_CASE("the extended form wins over the plain one, wherever it stands") {
  CHECK(join_continuations({{"filename", "old.txt"}, {"filename*", "utf-8''n%C3%A9u.txt"}}) ==
        Parameters{{"filename", "n\xc3\xa9u.txt"}});
  CHECK(join_continuations({{"filename*", "utf-8''n%C3%A9u.txt"}, {"filename", "old.txt"}}) ==
        Parameters{{"filename", "n\xc3\xa9u.txt"}});
}

TEST_CASE("of a plain parameter given twice the first one counts") {
  CHECK(join_continuations({{"charset", "a"}, {"charset", "b"}}) == Parameters{{"charset", "a"}});
}

TEST_CASE("charsets are converted, also where a character is cut between two pieces") {
  CHECK(join_continuations({{"x*", "iso-8859-1'fr'%E9t%E9"}}) == Parameters{{"x", "\xc3\xa9t\xc3\xa9"}});
  CHECK(join_continuations({{"x*0*", "utf-8''%C3"}, {"x*1*", "%A9"}}) == Parameters{{"x", "\xc3\xa9"}});
  CHECK(join_continuations({{"x*", "nonsense''abc"}}) == Parameters{{"x", "abc"}});
}

TEST_CASE("what is badly escaped or marked is taken as it stands") {
  CHECK(join_continuations({{"x*", "us-ascii''100%"}}) == Parameters{{"x", "100%"}});
  CHECK(join_continuations({{"x*", "us-ascii''%zz%4"}}) == Parameters{{"x", "%zz%4"}});
  CHECK(join_continuations({{"x*", "no marks"}}) == Parameters{{"x", "no marks"}});
  CHECK(join_continuations({{"x*0", "a%41"}}) == Parameters{{"x", "a%41"}});  // this piece is not encoded
  CHECK(join_continuations({{"x*one", "a"}}) == Parameters{{"x*one", "a"}});
  CHECK(join_continuations({{"x*99999999999999999999", "a"}}) == Parameters{{"x*99999999999999999999", "a"}});
}

TEST_CASE("an empty name or no parameter at all breaks nothing") {
  CHECK(join_continuations({}).empty());
  CHECK(join_continuations({{"*", "a"}}) == Parameters{{"", "a"}});
  CHECK(join_continuations({{"", "a"}}) == Parameters{{"", "a"}});
}
