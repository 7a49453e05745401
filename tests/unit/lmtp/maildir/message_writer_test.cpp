// SPDX-License-Identifier: MIT
#include "lmtp/maildir/message_writer.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace dovetail;
using lmtp::maildir::MessageWriter;
using lmtp::maildir::WrittenSize;

namespace {

struct Outcome {
  std::string content;
  WrittenSize size;
};

Outcome write(const std::vector<std::string>& pieces, bool keep_crlf = false) {
  const test::TemporaryFolder folder;
  maildir::SystemDisk disk;
  auto root = disk.open_root(folder.path());
  auto file = disk.create_file(*root, "f", 0600);
  MessageWriter writer(disk, *file, keep_crlf);
  for (const std::string& piece : pieces) {
    REQUIRE(writer.write(piece));
  }
  const auto size = writer.finish();
  REQUIRE(size);
  Outcome outcome{test::TemporaryFolder::read(folder / "f"), *size};
  CHECK(outcome.size.physical == static_cast<std::int64_t>(outcome.content.size()));
  return outcome;
}

}  // namespace

TEST_CASE("line ends become LF and are counted as CRLF") {
  const auto outcome = write({"a\r\nbc\r\n"});
  CHECK(outcome.content == "a\nbc\n");
  CHECK(outcome.size.with_crlf == 7);
}

TEST_CASE("the cut between pieces may be anywhere") {
  const std::string message = "a\r\n\r\nb\rc\r\r\nd\n\r";
  const auto whole = write({message});
  CHECK(whole.content == "a\n\nb\rc\r\nd\n\r");
  CHECK(whole.size.with_crlf == 14);  // the LF behind a CR is not doubled
  for (std::size_t cut = 0; cut <= message.size(); ++cut) {
    const auto parts = write({message.substr(0, cut), message.substr(cut)});
    CHECK(parts.content == whole.content);
    CHECK(parts.size.with_crlf == whole.size.with_crlf);
  }
}

TEST_CASE("a message without a final newline, or without anything") {
  CHECK(write({"a\r\nb"}).size.with_crlf == 4);
  CHECK(write({}).size.physical == 0);
  CHECK(write({"\r"}).content == "\r");
}

TEST_CASE("NUL and 8-bit bytes stay") {
  const std::string odd("\0\xff\r\n", 4);
  CHECK(write({odd}).content == std::string("\0\xff\n", 3));
}

TEST_CASE("CRLF is kept where the configuration says so") {
  const auto outcome = write({"a\r\nb\n"}, true);
  CHECK(outcome.content == "a\r\nb\n");
  CHECK(outcome.size.with_crlf == 6);
}

TEST_CASE("blocks larger than the buffer") {
  std::string message, wanted;
  for (int i = 0; i < 60'000; ++i) {
    message += "line " + std::to_string(i) + "\r\n";
    wanted += "line " + std::to_string(i) + "\n";
  }
  const auto outcome = write({message, std::string(300'000, 'x')});
  CHECK(outcome.content == wanted + std::string(300'000, 'x'));
  CHECK(outcome.size.with_crlf == outcome.size.physical + 60'000);
}
