// SPDX-License-Identifier: MIT
#include "policy/greylist/dump.hpp"

#include "libcommon/base/text.hpp"
#include "policy/greylist/limits.hpp"
#include "tests/support/catch.hpp"

using namespace dovetail;
using namespace dovetail::policy::greylist;

namespace {

struct Read {
  std::vector<DumpReader::Record> records;
  std::size_t problems = 0;
  bool ended = false;
};

Read read(std::string_view text) {
  DumpReader reader;
  Read result;
  for (const std::string_view line : base::split(text, '\n')) {
    auto record = reader.line(line);
    if (!record) {
      ++result.problems;
    } else if (*record) {
      result.records.push_back(**record);
    }
  }
  result.ended = reader.ended();
  return result;
}

constexpr std::int64_t kNow = 1'800'000'000;

}  // namespace

TEST_CASE("a dump in printable form") {
  // As db5.3_dump -p wrote it for a file of Postgrey 1.37.
  const Read got = read(
      "VERSION=3\nformat=print\ntype=btree\ndb_pagesize=4096\nHEADER=END\n"
      " 1.2.3.0/s@a.test/r@b.test\n 1700000000,1700000400\n"
      " 1.2.3.0/a\\5cb\\\\c\\c3\\bc@a/r@b\n 1700000000,1700000000,77\nDATA=END\n");
  CHECK(got.problems == 0);
  CHECK(got.ended);
  REQUIRE(got.records.size() == 2);
  CHECK(got.records[0] == DumpReader::Record("1.2.3.0/s@a.test/r@b.test", "1700000000,1700000400"));
  CHECK(got.records[1].first == "1.2.3.0/a\\b\\c\xc3\xbc@a/r@b");
}

TEST_CASE("a dump in hexadecimal form, and another one behind it") {
  const Read got = read(
      "VERSION=3\nformat=bytevalue\nHEADER=END\n 312e32\n 352c36\nDATA=END\n"
      "format=print\nHEADER=END\n a\n b\nDATA=END\n");
  CHECK(got.problems == 0);
  REQUIRE(got.records.size() == 2);
  CHECK(got.records[0] == DumpReader::Record("1.2", "5,6"));
  CHECK(got.records[1] == DumpReader::Record("a", "b"));
}

TEST_CASE("what is broken is told and the rest read") {
  const Read got = read(
      "nonsense\nformat=print\nHEADER=END\n bad\\zz\n 1,2\n good\n 3,4\nno blank\n 5,6\n lonely\nDATA=END");
  CHECK(got.problems == 4);  // nonsense, a bad key, a line without its blank, a key without a value
  REQUIRE(got.records.size() == 1);
  CHECK(got.records[0].first == "good");
  CHECK(read("format=print\nHEADER=END\n " + std::string(kMaxDumpLine, 'x')).problems == 1);
  CHECK_FALSE(read("format=print\nHEADER=END\n a").ended);
}

TEST_CASE("records are told apart by their first number") {
  const auto triplet = import_record({"1.2.3.0/s@a/r@b", "1700000000,1700000400,7"}, kNow);
  REQUIRE(triplet);
  CHECK(std::get<ImportedTriplet>(*triplet).times == TripletTimes{1700000000, 1700000400});
  const auto client = import_record({"2001:db8:0:0:0:0:0:a", "7,1700000400"}, kNow);
  REQUIRE(client);
  CHECK(std::get<ImportedClient>(*client).key == "2001:DB8:0:0:0:0:0:A");
  CHECK(std::get<ImportedClient>(*client).count == ClientCount{7, 1700000400});
  const auto hidden = import_record({"f868ab3ae991e7dfa5bb9bf21a25e6dc536f7943", "5,1700000400"}, kNow);
  CHECK(std::get<ImportedClient>(*hidden).key == "f868ab3ae991e7dfa5bb9bf21a25e6dc536f7943");
}

TEST_CASE("times in the future become now, malformed values are left out") {
  const auto future = import_record({"a/b/c", "1900000000,1900000001"}, kNow);
  CHECK(std::get<ImportedTriplet>(*future).times == TripletTimes{kNow, kNow});
  for (const char* value : {"", "1700000000", "x,1", "1,x", "1,", ",1", "-5,1700000000"}) {
    INFO(value);
    CHECK_FALSE(import_record({"key", value}, kNow));
  }
  CHECK_FALSE(import_record({"", "1,2"}, kNow));
  CHECK_FALSE(import_record({std::string(kMaxKey + 1, 'k'), "1,2"}, kNow));
}

TEST_CASE("what is written is read back") {
  const std::string key = "1.2.3.0/a\\b\n\x01\xff/r";
  const Read got = read(dump_header() + dump_record(key, "1,2") + dump_footer());
  CHECK(got.problems == 0);
  REQUIRE(got.records.size() == 1);
  CHECK(got.records[0] == DumpReader::Record(key, "1,2"));
}
