// SPDX-License-Identifier: MIT
#include "libcommon/vars/format.hpp"

#include "libcommon/vars/expand.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

namespace {

// The template is one format; the value is `value`.
std::string of(const std::string& format, const std::string& value = "foobar@ex.org") {
  return vars::expand("%" + format + "u", vars::Table{{"user", value}}).value_or("ERROR");
}

}  // namespace

// All expected values are from Dovecot 2.3.19.1.
TEST_CASE("modifiers are applied from left to right") {
  CHECK(of("L", "FooBar") == "foobar");
  CHECK(of("U") == "FOOBAR@EX.ORG");
  CHECK(of("M") == "98fa02ec0bac983da5ff242becc5d3c4");
  CHECK(of("MU") == "98FA02EC0BAC983DA5FF242BECC5D3C4");
  CHECK(of("UM") == "484acff0961fe960224196ae16b89cc4");
  CHECK(of("LL") == "foobar@ex.org");
  CHECK(of("RU") == "GRO.XE@RABOOF");
  CHECK(of("E", "a\"b'c\\") == "a\\\"b\\'c\\\\");
  CHECK(of("D", "a.b.c") == "a,dc=b,dc=c");
  CHECK(of("T", "a.. \t") == "a..");
}

TEST_CASE("hashes: the width is a modulus, the offset the number of digits") {
  CHECK(of("H") == "bb0de87");
  CHECK(of("16H") == "7");
  CHECK(of("2H") == "1");
  CHECK(of("-2H") == "1");
  CHECK(of("04H") == "3");
  CHECK(of("0100H") == "4f");
  CHECK(of("0.16H") == "7");
  CHECK(of("4.16H") == "0007");
  CHECK(of("8.1000000H") == "00022587");
  CHECK(of("H", "foobar") == "6d65882");
  CHECK(of("N") == "bac983d");
  CHECK(of("256N") == "3d");
  CHECK(of("2.256N") == "3d");
  CHECK(of("4.16N") == "000d");
  CHECK(of("8.0N") == "0bac983d");
  CHECK(of("1.100000N") == "201d");
  CHECK(of("N", "foobar") == "30ac3c91");
}

TEST_CASE("hexadecimal numbers") {
  CHECK(of("X", "255") == "ff");
  CHECK(of("X", "99999999999") == "174876e7ff");
  CHECK(of("04X", "255") == "00ff");
  CHECK(of("2X", "4660") == "12");
  CHECK(of("08X", "x") == "00000000");
  for (const char* not_a_number : {"", "12ab", "-5", "99999999999999999999999"}) {
    CHECK(of("X", not_a_number) == "0");
  }
}

TEST_CASE("substrings") {
  CHECK(of("1") == "f");
  CHECK(of(".3") == "foo");
  CHECK(of("2.3") == "oba");
  CHECK(of("-3") == "foo");
  CHECK(of("-3.2") == "or");
  CHECK(of("-5.3") == "x.o");
  CHECK(of("3.-2") == "bar@ex.o");
  CHECK(of("100") == "foobar@ex.org");
  CHECK(of("50.2").empty());
  CHECK(of("-2.") == "rg");
  CHECK(of("0") == "foobar@ex.org");
  CHECK(of(".") == "foobar@ex.org");
  CHECK(of("-") == "foobar@ex.org");
  CHECK(of("08", "abc") == "00000abc");
  CHECK(of("03", "abcdef") == "abcdef");
  CHECK(of("1.3U") == "OOB");
}
