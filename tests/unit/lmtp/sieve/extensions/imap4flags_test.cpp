// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using dovetail::test::compile_errors;
using dovetail::test::Delivery;
using dovetail::test::run;

namespace {

std::string with_flags(const std::string& script) {
  return run(
      "require [\"imap4flags\",\"fileinto\",\"variables\",\"relational\",\"comparator-i;ascii-numeric\"];" +
      script);
}

}  // namespace

TEST_CASE("the internal variable goes into every later store") {
  CHECK(with_flags("setflag \"\\\\seen A\"; addflag [\"a\", \"$Label1\"]; keep;") ==
        "keep INBOX \\seen A $Label1");
  CHECK(with_flags("addflag \"x\"; fileinto \"F\"; removeflag \"X\"; keep;") == "store F x; keep INBOX");
  CHECK(with_flags("addflag \"late\";") == "keep INBOX late");
}

TEST_CASE(":flags replaces the internal variable") {
  CHECK(with_flags("addflag \"x\"; keep :flags \"y z\";") == "keep INBOX y z");
  CHECK(with_flags("addflag \"x\"; keep :flags \"\";") == "keep INBOX");
  CHECK(with_flags("fileinto :flags \"a\" \"F\"; fileinto :flags \"b\" \"F\";") == "store F b");
}

TEST_CASE("flags live in variables, too") {
  CHECK(with_flags("setflag \"mine\" \"a b\"; addflag \"mine\" \"c\"; removeflag \"mine\" \"b\"; keep :flags "
                   "\"${mine}\";") == "keep INBOX a c");
}

TEST_CASE("hasflag tests and counts") {
  CHECK(
      with_flags(
          "setflag \"a b c\"; if hasflag :count \"eq\" :comparator \"i;ascii-numeric\" \"3\" { discard; }") ==
      "discard");
  CHECK(with_flags("setflag \"Alpha\"; if hasflag :contains \"LPH\" { discard; }") == "discard");
  CHECK(with_flags("if hasflag \"x\" { discard; }") == "keep INBOX");
  Delivery delivery;
  delivery.flags = {"\\Seen"};
  CHECK(run("require \"imap4flags\"; if hasflag \"\\\\seen\" { discard; }", delivery) == "discard");
}

TEST_CASE("what is no flag is dropped with a warning") {
  CHECK(with_flags("setflag [\"ok\", \"\\\\Recent\", \"a(b\"];") == "keep INBOX ok");
  CHECK(compile_errors("require \"imap4flags\"; setflag \"\\\\Recent\";") ==
        "line 1: warning: IMAP flag '\\Recent' specified for the setflag command is invalid and will be "
        "ignored (only "
        "first invalid is reported).\n");
}
