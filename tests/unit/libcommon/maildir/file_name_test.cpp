// SPDX-License-Identifier: MIT
#include "libcommon/maildir/file_name.hpp"

#include <set>
#include <thread>
#include <vector>

#include "tests/support/catch.hpp"

using namespace dovetail;
using maildir::format_file_name;
using maildir::parse_file_name;
using maildir::UniqueNames;

TEST_CASE("a unique name has seconds, microseconds, process and host") {
  UniqueNames names("mx.example.com", 9164);
  const auto now = base::from_unix_seconds(1795372533) + std::chrono::microseconds(964176);
  CHECK(names.next(now) == "1795372533.M964176P9164.mx.example.com");
}

TEST_CASE("the host's special bytes are escaped") {
  UniqueNames names("a/b:c,d", 1);
  CHECK(names.next(base::from_unix_seconds(5)) == "5.M0P1.a\\057b\\072c\\054d");
}

TEST_CASE("names stay unique when the clock stands still or goes back") {
  UniqueNames names("h", 1);
  const auto now = base::from_unix_seconds(100);
  CHECK(names.next(now) == "100.M0P1.h");
  CHECK(names.next(now) == "100.M1P1.h");
  CHECK(names.next(base::from_unix_seconds(99)) == "100.M2P1.h");
  CHECK(names.next(base::from_unix_seconds(101)) == "101.M0P1.h");
}

TEST_CASE("names of several threads never meet") {
  UniqueNames names("h", 1);
  std::vector<std::vector<std::string>> made(4);
  {
    std::vector<std::thread> threads;
    for (auto& mine : made) {
      threads.emplace_back([&mine, &names] {
        for (int i = 0; i < 2000; ++i) {
          mine.push_back(names.next(base::from_unix_seconds(7)));
        }
      });
    }
    for (auto& thread : threads) {
      thread.join();
    }
  }
  std::set<std::string> all;
  for (const auto& mine : made) {
    all.insert(mine.begin(), mine.end());
  }
  CHECK(all.size() == 8000);
}

TEST_CASE("file names are read as Dovecot writes them") {
  const auto fresh = parse_file_name("1795372533.M964176P9164.vm,S=334,W=346");
  CHECK(fresh.unique == "1795372533.M964176P9164.vm");
  CHECK(fresh.size == 334);
  CHECK(fresh.virtual_size == 346);
  CHECK(fresh.flags.empty());

  const auto seen = parse_file_name("1795372617.M555946P15706.vm,S=394,W=408:2,Sab");
  CHECK(seen.size == 394);
  CHECK(seen.virtual_size == 408);
  CHECK(seen.flags == "Sab");
}

TEST_CASE("file names of other programs are read as far as they go") {
  CHECK(parse_file_name("plain").unique == "plain");
  CHECK_FALSE(parse_file_name("plain").size);
  CHECK(parse_file_name("x:2,S").flags == "S");
  CHECK(parse_file_name("x,S=12:2,").size == 12);
  CHECK_FALSE(parse_file_name("x,S=12y").size);
  CHECK_FALSE(parse_file_name("x,S=-1").size);
  CHECK_FALSE(parse_file_name("x:2,S=5").size);  // flags, no size
  CHECK(parse_file_name("x:1,experimental").flags.empty());
  CHECK(parse_file_name("").unique.empty());
}

TEST_CASE("a file name carries sizes, and flags only where there are some") {
  CHECK(format_file_name("u", 334, 346, "") == "u,S=334,W=346");
  CHECK(format_file_name("u", 1, 2, "SFaS") == "u,S=1,W=2:2,FSa");
}
