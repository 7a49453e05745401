// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using dovetail::test::compile_errors;
using dovetail::test::Delivery;
using dovetail::test::run;

TEST_CASE("a script that says nothing keeps") {
  CHECK(run("") == "keep INBOX");
  CHECK(run("keep;") == "keep INBOX");
  CHECK(run("keep; keep;") == "keep INBOX");
  CHECK(run("stop; discard;") == "keep INBOX");
}

TEST_CASE("discard cancels the implicit keep and nothing else") {
  CHECK(run("discard;") == "discard");
  CHECK(run("keep; discard;") == "keep INBOX; discard");
  CHECK(run("discard; keep;") == "keep INBOX; discard");
  CHECK(run("redirect \"a@b.example\"; discard;") == "redirect a@b.example; discard");
}

TEST_CASE("if, elsif and else take the first branch that is true") {
  const std::string chain =
      "if header \"subject\" \"a\" { redirect \"a@x.y\"; } elsif header \"subject\" \"b\" { redirect "
      "\"b@x.y\"; }"
      "elsif header \"subject\" \"c\" { if true { redirect \"c@x.y\"; } else { discard; } } else { redirect "
      "\"d@x.y\"; }"
      "if false { discard; } if true { redirect :copy \"e@x.y\"; }";
  for (const std::string subject : {"a", "b", "c", "d"}) {
    Delivery delivery;
    delivery.message = "Subject: " + subject + "\r\n\r\n";
    CHECK(run("require \"copy\";" + chain, delivery) ==
          "redirect " + subject + "@x.y; redirect e@x.y (copy)");
  }
}

TEST_CASE("allof, anyof and not stop at what decides") {
  CHECK(run("if allof(true, not false, true) { discard; }") == "discard");
  CHECK(run("if allof(true, false) { discard; }") == "keep INBOX");
  CHECK(run("if anyof(false, not true, true) { discard; }") == "discard");
  CHECK(run("if anyof(false, false) { discard; }") == "keep INBOX");
  const std::string short_circuit =
      "require \"variables\"; if string :matches \"x\" \"*\" {}"
      "if anyof(true, string :matches \"y\" \"*\") {} if allof(false, string :matches \"z\" \"*\") {}"
      "redirect \"${1}@x.y\";";
  CHECK(run(short_circuit) == "redirect x@x.y");
}

TEST_CASE("header compares decoded values of every field") {
  Delivery delivery;
  delivery.message =
      "Subject: =?utf-8?q?J=C3=B6rg?= =?utf-8?b?ISE=?=\r\nX-A: one\r\nX-A: two\r\n "
      "three\r\nX-E:\r\n\r\nbody\r\n";
  const auto holds = [&](const std::string& test) {
    return run("if " + test + " { discard; }", delivery) == "discard";
  };
  CHECK(holds("header \"subject\" \"J\xc3\xb6rg!!\""));
  CHECK(holds("header :contains \"SUBJECT\" \"RG!\""));
  CHECK_FALSE(holds("header :contains :comparator \"i;octet\" \"subject\" \"RG!\""));
  CHECK(holds("header :is \"x-a\" [\"nothing\", \"two three\"]"));
  CHECK(holds("header :matches [\"x-b\", \"x-a\"] \"t*ee\""));
  CHECK(holds("header :is \"x-e\" \"\""));
  CHECK_FALSE(holds("header :is \"x-missing\" \"\""));
  CHECK_FALSE(holds("header :contains \"x-missing\" \"\""));
  CHECK(holds("exists [\"subject\", \"X-E\"]"));
  CHECK_FALSE(holds("exists [\"subject\", \"x-none\"]"));
}

TEST_CASE("size counts line ends as CRLF") {
  Delivery delivery;
  delivery.message = "A: b\n\nx\ny\n";  // 15 octets with CRLF
  CHECK(run("if size :over 13 { discard; }", delivery) == "discard");
  CHECK(run("if size :over 14 { discard; }", delivery) == "keep INBOX");
  CHECK(run("if size :under 14 { discard; }", delivery) == "keep INBOX");
  CHECK(run("if size :under 15 { discard; }", delivery) == "discard");
}

TEST_CASE("redirects are counted, merged and limited") {
  CHECK(run("redirect \"a@B.example\"; redirect \"a@b.EXAMPLE\";") == "redirect a@b.example");
  CHECK(run("redirect \"A@b.example\"; redirect \"a@b.example\";") ==
        "redirect A@b.example; redirect a@b.example");
  CHECK(run("redirect \"a@b\"; redirect \"b@b\"; redirect \"c@b\"; redirect \"d@b\"; redirect \"e@b\";") ==
        "keep INBOX !error 1: number of redirect actions exceeds policy limit (5 > 4)");
  CHECK(run("require \"variables\"; set \"a\" \"x\"; redirect \"${a}\";") ==
        "keep INBOX !error 1: specified redirect address 'x' is invalid: invalid or lonely local part 'x' "
        "(expecting '@')");
}

TEST_CASE("the number of actions is limited") {
  std::string script = "require \"fileinto\";";
  for (int i = 0; i < 33; ++i) {
    script += "fileinto \"f" + std::to_string(i) + "\";";
  }
  CHECK(run(script) == "keep INBOX !error 1: total number of actions exceeds policy limit (33 > 32)");
}

TEST_CASE("mistakes are told in the words clients know") {
  CHECK(compile_errors("keepp;") ==
        "line 1: error: unknown command 'keepp' (only reported once at first occurrence).\n"
        "error: validation failed.\n");
  CHECK(
      compile_errors("if true { keep }") ==
      "line 1: error: expected end of command ';' or the beginning of a compound block '{', but found '}'.\n"
      "error: parse failed.\n");
  CHECK(compile_errors("if header \"a b\" \"c\" { keep; }") ==
        "line 1: warning: specified header field name 'a b' is invalid.\n");
  CHECK(compile_errors("require \"nothing\"; require \"keep\";") ==
        "line 1: error: require command: unknown Sieve capability `nothing'.\n"
        "line 1: error: require command: `keep' is not known as a Sieve capability, but it is known as a "
        "Sieve command "
        "that is always available.\nerror: validation failed.\n");
}
