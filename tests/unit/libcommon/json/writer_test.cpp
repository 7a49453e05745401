// SPDX-License-Identifier: MIT
#include "libcommon/json/writer.hpp"

#include <limits>

#include "libcommon/json/json.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;

TEST_CASE("a status is written in the order of the calls") {
  json::Writer w;
  w.begin_object().member("name", "policyd").member("uptime", 12).member("ready", true).member("load", 0.25);
  w.name("tables").begin_array().value("a").value(2U).null().begin_object().end_object().end_array();
  w.name("none").begin_array().end_array().end_object();
  CHECK(w.take() ==
        R"({"name":"policyd","uptime":12,"ready":true,"load":0.25,"tables":["a",2,null,{}],"none":[]})");
  w.value("again");
  CHECK(w.take() == "\"again\"");
}

TEST_CASE("strings are escaped and always valid") {
  CHECK(json::quoted("a\"b\\c\n\r\t\x01\x7f") == R"("a\"b\\c\n\r\t\u0001\u007f")");
  CHECK(json::quoted("\xC3\xA4\xF0\x9F\x93\xA7") == "\"\xC3\xA4\xF0\x9F\x93\xA7\"");
  CHECK(json::quoted("\xff\xC3") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("whatever bytes come, the reader reads what the writer wrote") {
  std::string bytes;
  for (int c = 0; c < 256; ++c) {
    bytes.push_back(static_cast<char>(c));
  }
  json::Writer w;
  w.begin_object().member(bytes, bytes).end_object();
  CHECK(json::Value::parse(w.take()));
}

TEST_CASE("numbers that JSON does not know are null") {
  json::Writer w;
  w.begin_array().value(std::numeric_limits<double>::infinity()).value(1e300).value(-1.0).end_array();
  CHECK(w.take() == "[null,1e+300,-1]");
}
