// SPDX-License-Identifier: MIT
#include "sasl/mech/plain.hpp"

#include "sasl/mech/anonymous.hpp"
#include "sasl/mech/login.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail::sasl::mech;
using namespace std::string_view_literals;

TEST_CASE("PLAIN takes names and password from one response") {
  Plain plain;
  const Step step = plain.start("\0alice\0secret"sv);
  const auto& check = std::get<CheckPassword>(step);
  CHECK(check.user == "alice");
  CHECK(check.authorize_as.empty());
  CHECK(check.password.view() == "secret");
}

TEST_CASE("PLAIN without an initial response asks with an empty challenge") {
  Plain plain;
  CHECK(std::get<Challenge>(plain.start(std::nullopt)).bytes.empty());
  const Step step = plain.respond("bob\0alice\0secret"sv);
  CHECK(std::get<CheckPassword>(step).authorize_as == "bob");
}

TEST_CASE("PLAIN: to authorize as oneself is an ordinary login") {
  Plain plain;
  const Step step = plain.start("alice\0alice\0secret"sv);
  CHECK(std::get<CheckPassword>(step).authorize_as.empty());
}

TEST_CASE("PLAIN needs exactly two NULs") {
  for (const auto input : {""sv, "alice"sv, "alice\0secret"sv, "\0alice\0sec\0ret"sv, "\0\0\0"sv}) {
    Plain plain;
    CHECK(std::get<Refuse>(plain.start(input)).why == Refusal::invalid_input);
  }
  Plain empty;
  CHECK(std::holds_alternative<CheckPassword>(empty.start("\0\0"sv)));
}

TEST_CASE("LOGIN asks for name and password") {
  Login login;
  CHECK(std::get<Challenge>(login.start(std::nullopt)).bytes == "Username:");
  const Step named = login.respond("bob");
  CHECK(std::get<NameGiven>(named).user == "bob");
  CHECK(std::get<NameGiven>(named).challenge == "Password:");
  const Step step = login.respond("pw");
  CHECK(std::get<CheckPassword>(step).user == "bob");
  CHECK(std::get<CheckPassword>(step).password.view() == "pw");
}

TEST_CASE("LOGIN: an initial response is the name, also an empty one") {
  Login login;
  CHECK(std::get<NameGiven>(login.start("bob")).user == "bob");
  Login empty;
  CHECK(std::get<NameGiven>(empty.start("")).user.empty());
  const Step step = empty.respond("x");
  CHECK(std::get<CheckPassword>(step).user.empty());
}

TEST_CASE("ANONYMOUS makes everybody the one user") {
  Anonymous mechanism("anonymous");
  CHECK(std::get<Assume>(mechanism.start("trace")).user == "anonymous");
  Anonymous asked("anonymous");
  CHECK(std::get<Challenge>(asked.start(std::nullopt)).bytes.empty());
  CHECK(std::get<Assume>(asked.respond("")).user == "anonymous");
  Anonymous off("");
  CHECK(std::holds_alternative<Refuse>(off.start("trace")));
}

TEST_CASE("Credentials nobody asked for are refused") {
  Plain plain;
  CHECK(std::holds_alternative<Refuse>(plain.credentials("user", "x")));
}
