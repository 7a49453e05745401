// SPDX-License-Identifier: MIT
#include "tests/support/catch.hpp"
#include "tests/unit/lmtp/sieve/extensions/script_run.hpp"

using dovetail::test::compile_errors;
using dovetail::test::Delivery;
using dovetail::test::run;

namespace {

// What the string expands to, seen through a folder's name.
std::string value_of(const std::string& commands, const std::string& string) {
  Delivery delivery;
  delivery.message = "Subject: [lf] Frop and more\r\n\r\n";
  const std::string result = run("require [\"variables\",\"fileinto\",\"encoded-character\"];" + commands +
                                     "fileinto \"" + string + "\";",
                                 delivery);
  return result.starts_with("store ") ? result.substr(6) : result;
}

}  // namespace

TEST_CASE("references expand once, what is no reference stays") {
  CHECK(value_of("set \"a\" \"x\"; set \"b\" \"${A}y\";", "${b}${unset}.") == "xy.");
  CHECK(value_of("set \"a\" \"$\"; set \"b\" \"{c}\";", "${a}${b}") == "${c}");
  CHECK(value_of("", "${}${a b}${1a}${a.}${$}${") == "${}${a b}${1a}${a.}${$}${");
  CHECK(value_of("set \"a\" \"v\";", "$${a}$") == "$v$");
}

TEST_CASE("match values stay until the next match") {
  CHECK(value_of("if header :matches \"subject\" \"[*] * *\" {}", "${1}|${2}|${3}|${4}|${0}") ==
        "lf|Frop|and more||[lf] Frop and more");
  CHECK(value_of("if header :matches \"subject\" \"[*]*\" {} if header :matches \"subject\" \"no*\" {}",
                 "${1}") == "lf");
  CHECK(value_of("if header :matches \"subject\" \"[??]*\" {}", "${01}${002}${3}") == "lf Frop and more");
}

TEST_CASE("modifiers apply by precedence") {
  CHECK(value_of("set :lower :upperfirst \"a\" \"jUMBLED\";", "${a}") == "Jumbled");
  CHECK(value_of("set :upperfirst :lower \"a\" \"jUMBLED\";", "${a}") == "Jumbled");
  CHECK(value_of("set :quotewildcard \"a\" \"R*o?x\\\\\";", "${a}") == "R\\*o\\?x\\\\");
  CHECK(value_of("set :length \"a\" \"J\xc3\xb6rg\";", "${a}") == "4");
  CHECK(value_of("set :upper :length \"a\" \"\";", "${a}") == "0");
  CHECK(value_of("set :lowerfirst :upper \"a\" \"abc\";", "${a}") == "aBC");
}

TEST_CASE("encoded characters are resolved before variables") {
  CHECK(value_of("set \"a\" \"x\";", "$${hex:7B}a}") == "x");
  CHECK(value_of("", "${hex: 24 7b}a${unicode:7d 00E9}") == "\xc3\xa9");
  CHECK(value_of("", "${hex:4 40}${HEX:}${unicode:}") == "\x04@${HEX:}${unicode:}");
}

TEST_CASE("values are cut between characters") {
  Delivery delivery;
  delivery.settings.max_variable_size = 4;
  CHECK(run("require [\"variables\",\"fileinto\"]; set \"a\" \"abc\xc3\xa9\"; fileinto \"${a}\";",
            delivery) == "store abc");
  CHECK(run("require [\"variables\",\"fileinto\"]; set :quotewildcard \"a\" \"abc*\"; fileinto \"${a}\";",
            delivery) == "store abc");
}

TEST_CASE("string tests values, and counts those that are not empty") {
  CHECK(run("require [\"variables\",\"relational\",\"comparator-i;ascii-numeric\"];"
            "if string :count \"eq\" :comparator \"i;ascii-numeric\" [\"a\",\"\",\"${x}\",\"b\"] \"2\" { "
            "discard; }") == "discard");
  CHECK(run("require \"variables\"; set \"a\" \"Yes\"; if string \"${a}\" [\"no\",\"Yes\"] { discard; }") ==
        "discard");
  CHECK(run("require \"variables\"; if string \"Yes\" \"yes\" { discard; }") == "keep INBOX");  // i;octet
}

TEST_CASE("names that cannot be set are errors") {
  const auto error = [](const std::string& command) {
    const std::string text = compile_errors("require \"variables\"; " + command);
    return text.substr(0, text.find('\n'));
  };
  CHECK(error("set \"1\" \"x\";") == "line 1: error: cannot assign to match variable.");
  CHECK(error("set \"a b\" \"x\";") == "line 1: error: invalid variable name 'a b'.");
  CHECK(error("set \"foo.bar\" \"x\";") ==
        "line 1: error: referring to variable in unknown namespace 'foo'.");
  CHECK(error("set :lower :upper \"a\" \"x\";") ==
        "line 1: error: modifiers :lower and :upper specified for the set command conflict having equal "
        "precedence.");
  CHECK(compile_errors("require \"variables\"; set \"a\" \"${33}\";") ==
        "line 1: error: match value index 33 out of range (max: 32).\n");
}
