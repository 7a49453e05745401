// SPDX-License-Identifier: MIT
#include "libcommon/config/schema.hpp"

#include "libcommon/config/common_settings.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/libcommon/config/reading.hpp"

using namespace dovetail;
using namespace std::chrono_literals;
using test::Reading;

namespace {

enum class Fallback { pass, defer };

struct Example {
  std::chrono::seconds delay{};
  std::chrono::milliseconds limit{};
  bool subnet = false;
  bool sieve_on = false;
  unsigned prefix = 0;
  std::uint64_t size = 0;
  std::uint16_t port = 0;
  unsigned mode = 0;
  std::string text;
  std::string plugin_text;
  std::vector<std::string> words;
  Fallback fallback = Fallback::pass;
  std::string word;
  config::LateValue password;
  std::string pair;

  bool set_pair(const std::string& value, std::string& problem) {
    pair = "[" + value + "]";
    problem = "no colon";
    return value.find(':') != std::string::npos;
  }
};

config::Schema<Example> example_schema() {
  config::Schema<Example> s("example");
  s.time("delay", &Example::delay, "300 s", "How long.");
  s.time("limit", &Example::limit, "500 ms", "At most.");
  s.boolean("subnet", &Example::subnet, "yes", "By subnet.");
  s.boolean("plugin/sieve_on", &Example::sieve_on, "", "In a plugin.");
  s.number("prefix", &Example::prefix, "24", "Bits.");
  s.size("size", &Example::size, "1 M", "Bytes.");
  s.port("port", &Example::port, "24", "Port.");
  s.octal("mode", &Example::mode, "0660", "Mode.");
  s.text("text", &Example::text, "a b", "Text.");
  s.text("plugin/text", &Example::plugin_text, "", "Text in a plugin.");
  s.words("words", &Example::words, "x y", "Words.");
  s.choice("fallback", &Example::fallback, "pass", {"pass", "defer"}, "What then.");
  s.choice("word", &Example::word, "one", {"one", "two"}, "A word.");
  s.late("password", &Example::password, "", "Secret.");
  s.custom("pair", "A:B", &Example::set_pair, "1:2", "A pair.");
  return s;
}

}  // namespace

TEST_CASE("defaults come from the declaration") {
  const Example e = example_schema().defaults();
  CHECK(e.delay == 300s);
  CHECK(e.limit == 500ms);
  CHECK(e.subnet);
  CHECK_FALSE(e.sieve_on);
  CHECK(e.prefix == 24);
  CHECK(e.size == 1 << 20);
  CHECK(e.port == 24);
  CHECK(e.mode == 0660);
  CHECK(e.words == std::vector<std::string>{"x", "y"});
  CHECK(e.fallback == Fallback::pass);
  CHECK(e.word == "one");
  CHECK(e.password.empty());
  CHECK(e.pair == "[1:2]");
}

TEST_CASE("written values are taken, in plugin too") {
  Reading reading(
      "delay = 1 min\nsubnet = no\nprefix = 16\nfallback = defer\nwords = p, q\npassword = <pw\npair = 3:4\n"
      "plugin {\n sieve_on = true\n text = t\n}\n");
  const Example e = example_schema().read(reading.document.root, reading.findings);
  CHECK(reading.said().empty());
  CHECK(e.delay == 60s);
  CHECK_FALSE(e.subnet);
  CHECK(e.sieve_on);
  CHECK(e.prefix == 16);
  CHECK(e.fallback == Fallback::defer);
  CHECK(e.words == std::vector<std::string>{"p", "q"});
  CHECK(e.password.value.text == "/etc/dovecot/pw");
  CHECK(e.pair == "[3:4]");
  CHECK(e.plugin_text == "t");
}

TEST_CASE("wrong values are findings with their line, all in one run; the default stays") {
  Reading reading(
      "delay = 5\nsubnet = on\nprefix = 99999999999\nport = x\nfallback = maybe\ntext = <file\npair = 3\n");
  const Example e = example_schema().read(reading.document.root, reading.findings);
  CHECK(reading.findings.errors() == 7);
  CHECK(reading.says("dovecot.conf:1: error: delay: Time needs a unit: 5"));
  CHECK(reading.says(":2: error: subnet: Invalid boolean value: on"));
  CHECK(reading.says(":3: error: prefix: Number too large"));
  CHECK(reading.says(":5: error: fallback: Invalid value: maybe (one of: pass, defer)"));
  CHECK(reading.says(":6: error: text: a file ('<') is not possible here"));
  CHECK(reading.says(":7: error: pair: no colon"));
  CHECK(e.delay == 300s);
  CHECK(e.subnet);
}

TEST_CASE("the declaration can be asked for what a manual needs") {
  const auto schema = example_schema();
  CHECK(schema.declared().size() == 15);
  REQUIRE(schema.find("fallback") != nullptr);
  CHECK(schema.find("fallback")->form == "pass, defer");
  CHECK(schema.find("delay")->form == "time");
  CHECK(schema.find("pair")->form == "A:B");
  CHECK(schema.find("nothing") == nullptr);
}

TEST_CASE("common settings: base_dir follows the flavour") {
  config::Findings findings;
  const Reading theirs("log_path = /dev/stderr\n");
  const Reading ours("", {}, "/etc/dovetail/dovetail.conf");
  const Reading written("base_dir = /x\n");
  const auto common = [&](const Reading& r) {
    return config::read_common(r.document, r.document.root, findings);
  };
  CHECK(common(theirs).base_dir == "/run/dovecot");
  CHECK(common(theirs).log_path == "/dev/stderr");
  CHECK(common(ours).base_dir == "/run/dovetail");
  CHECK(common(written).base_dir == "/x");
  CHECK(common(ours).first_valid_uid == 500);
  CHECK(common(ours).listen == std::vector<std::string>{"*", "::"});
  CHECK(findings.sorted().empty());
}
