// SPDX-License-Identifier: MIT
#include "libcommon/table/derived_keys.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::table;
using dovetail::config::MemorySource;

namespace {

std::string keys(Keys kind, std::string_view key, bool dot_parents = false, std::string delimiter = "+") {
  KeyRules rules;
  rules.recipient_delimiter = std::move(delimiter);
  rules.dot_parents = dot_parents;
  rules.local_domains = *DomainList::parse("local.example", MemorySource());
  std::string out;
  for (const DerivedKey& derived : derived_keys(kind, rules, key)) {
    out += (out.empty() ? "" : " ") + derived.key;
    if (!derived.removed_extension.empty()) out += "(" + derived.removed_extension + ")";
  }
  return out;
}

}  // namespace

TEST_CASE("exact asks the key alone") {
  CHECK(keys(Keys::exact, "u+e@d") == "u+e@d");
}

TEST_CASE("address maps: without the extension, local users, the domain") {
  CHECK(keys(Keys::address, "u@d") == "u@d @d");
  CHECK(keys(Keys::address, "u+e@d") == "u+e@d u@d(+e) @d");
  CHECK(keys(Keys::address, "u+e@Local.example") ==
        "u+e@Local.example u@Local.example(+e) u+e u(+e) @Local.example");
  CHECK(keys(Keys::address, "u+e") == "u+e u(+e)");
  CHECK(keys(Keys::address, "u+e@d", false, "") == "u+e@d @d");
  CHECK(keys(Keys::address, "@d") == "@d");
}

TEST_CASE("transport maps: address, domain, parents; the catch-all as it is") {
  CHECK(keys(Keys::transport, "u+e@a.b.c") == "u+e@a.b.c u@a.b.c(+e) a.b.c b.c c");
  CHECK(keys(Keys::transport, "u@a.b.c", true) == "u@a.b.c a.b.c .b.c .c");
  CHECK(keys(Keys::transport, "a.b") == "a.b b");
  CHECK(keys(Keys::transport, "*") == "*");
  CHECK(keys(Keys::transport, "u@[10.0.0.1]") == "u@[10.0.0.1] [10.0.0.1]");
}

TEST_CASE("domain lists: the domain and its parents") {
  CHECK(keys(Keys::domain, "a.b.c") == "a.b.c b.c c");
  CHECK(keys(Keys::domain, "a.b.c", true) == "a.b.c .b.c .c");
}

TEST_CASE("access by address: address, domain, parents, user@") {
  CHECK(keys(Keys::access_address, "u+e@a.b") == "u+e@a.b u@a.b(+e) a.b b u+e@ u@(+e)");
  CHECK(keys(Keys::access_address, "<>") == "<>");
}

TEST_CASE("access by host: parents of names, shorter and shorter addresses") {
  CHECK(keys(Keys::access_host, "mx.a.b") == "mx.a.b a.b b");
  CHECK(keys(Keys::access_host, "10.1.2.3") == "10.1.2.3 10.1.2 10.1 10");
  CHECK(keys(Keys::access_host, "2001:db8:0:1:2") == "2001:db8:0:1:2 2001:db8:0:1 2001:db8:0 2001:db8 2001");
}

TEST_CASE("some names keep their extension") {
  CHECK(extension_start("user-ext", "-") == 4);
  CHECK(extension_start("owner-list", "-") == std::string::npos);
  CHECK(extension_start("list-request", "-") == std::string::npos);
  CHECK(extension_start("double-bounce", "-") == std::string::npos);
  CHECK(extension_start("+x", "+") == std::string::npos);
  CHECK(extension_start("a.b+c", "+.") == 1);
}

TEST_CASE("the extension goes behind each local part of a result") {
  CHECK(with_extension("box@d, other", "+e") == "box+e@d,other+e");
  CHECK(with_extension("@d", "+e") == "@d");
}

TEST_CASE("a long key makes few keys, whatever it is made of") {
  for (const char* piece : {".", "a.", "1.", "1:", "+", "@", "a@b."}) {
    CAPTURE(piece);
    std::string key;
    while (key.size() < 9'990)
      key += piece;
    for (const Keys kind :
         {Keys::address, Keys::transport, Keys::domain, Keys::access_address, Keys::access_host}) {
      KeyRules rules;
      rules.recipient_delimiter = "+";
      std::size_t bytes = 0;
      for (const DerivedKey& derived : derived_keys(kind, rules, key))
        bytes += derived.key.size() + derived.removed_extension.size();
      CHECK(bytes < 8 * key.size());
    }
  }
}

TEST_CASE("every parent of the longest domain there can be") {
  std::string domain = "a";
  while (domain.size() + 2 <= 255)
    domain += ".a";
  CHECK(derived_keys(Keys::domain, {}, domain).size() == 128);
  CHECK(derived_keys(Keys::domain, {}, domain + ".a").size() == 1);
}
