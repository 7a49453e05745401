// SPDX-License-Identifier: MIT
#include "libcommon/sql/mariadb_packets.hpp"

#include "tests/support/catch.hpp"

using namespace dovetail::sql;
using namespace std::string_view_literals;
using State = AnswerScanner::State;

namespace {

std::string execute(std::uint32_t id, std::vector<std::string_view> values) {
  std::string out;
  append_execute(out, id, values);
  return out;
}

constexpr std::string_view kEnd = "\xfe\0\0\x02\0"sv;
constexpr std::string_view kEndWithMore = "\xfe\0\0\x0a\0"sv;
// catalog "def", no schema, table and original, name "v", original name, 12 bytes: charset, length, type, flags
constexpr std::string_view kColumn = "\x03" "def\0\0\0\x01v\0\x0c\x2d\0\xff\xff\0\0\xfd\x21\0\0\0\0"sv;

}  // namespace

TEST_CASE("an execution carries the statement's number and its values as texts") {
  CHECK(execute(0x04030201, {"ab"}) ==
        "\x11\0\0\0\x17\x01\x02\x03\x04\0\x01\0\0\0\0\x01\xfe\0\x02" "ab"sv);
  CHECK(execute(1, {}) == "\x0a\0\0\0\x17\x01\0\0\0\0\x01\0\0\0"sv);
}

TEST_CASE("long values and many of them keep their lengths") {
  for (const std::size_t size : {250u, 251u, 65'535u, 65'536u, 1'000'000u}) {
    const std::string value(size, 'x');
    const std::string packet = execute(7, {value, "", value});
    PacketReader reader(packet);
    CHECK(reader.integer(3) == packet.size() - kPacketHeader);
    reader.take(1 + 1 + 4 + 1 + 4 + 1 + 1 + 3 * 2);
    CHECK(reader.text() == value);
    CHECK(reader.text() == "");
    CHECK(reader.text() == value);
    CHECK(reader.rest().empty());
  }
  const std::string nine = execute(7, std::vector<std::string_view>(9, "v"));
  PacketReader many(std::string_view(nine).substr(kPacketHeader + 10));
  CHECK(many.integer(2) == 0);  // nine bits of NULL need two bytes
  CHECK(many.integer(1) == 1);
}

TEST_CASE("a reader stops at the end of what there is") {
  PacketReader reader("\xfc\x01"sv);
  CHECK_FALSE(reader.length_encoded());
  CHECK_FALSE(PacketReader("\xfb"sv).length_encoded());
  CHECK_FALSE(PacketReader("\x05" "abc"sv).text());
  CHECK_FALSE(PacketReader("\xfe\xff\xff\xff\xff\xff\xff\xff\xff"sv).text());
  CHECK(PacketReader("\xfd\x01\x02\x03"sv).length_encoded() == 0x030201);
}

TEST_CASE("a column's name, type and the flags that matter") {
  const auto column = parse_column(kColumn);
  REQUIRE(column);
  CHECK(column->name == "v");
  CHECK(column->type == 253);
  CHECK(column->flags == kUnsigned);
  CHECK(is_plain(*column));
  for (std::size_t size = 0; size + 13 < kColumn.size(); ++size)
    CHECK_FALSE(parse_column(kColumn.substr(0, size)));
}

TEST_CASE("texts and whole numbers are plain, dates, fractions and padded numbers are not") {
  for (const int type : {0, 1, 2, 3, 6, 8, 9, 15, 246, 247, 248, 249, 252, 253, 254})
    CHECK(is_plain({"", static_cast<std::uint8_t>(type), 0}));
  for (const int type : {4, 5, 7, 10, 11, 12, 13, 16, 255})
    CHECK_FALSE(is_plain({"", static_cast<std::uint8_t>(type), 0}));
  CHECK_FALSE(is_plain({"", 3, kZeroFill | kUnsigned}));
}

TEST_CASE("a row's values are what the text protocol would say") {
  const std::vector<ResultColumn> columns{{"a", 253, 0}, {"b", 1, 0},  {"c", 1, kUnsigned}, {"d", 8, 0},
                                          {"e", 8, kUnsigned}, {"f", 2, 0}, {"g", 253, 0},  {"h", 3, 0}};
  BinaryRow row;
  REQUIRE(row.parse("\0\0\x01\x02hi\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff\xff\xff\x00\x80\0\0\0\x80"sv
                        .substr(0, 3 + 3 + 1 + 1 + 8 + 8 + 2), {columns.begin(), columns.begin() + 6}) == false);
  const std::string bytes("\0\0\x02" "\x02hi" "\xff" "\xff" "\x00\x00\x00\x00\x00\x00\x00\x80"
                          "\xff\xff\xff\xff\xff\xff\xff\xff" "\x00\x80" "\0", 3 + 3 + 1 + 1 + 8 + 8 + 2 + 1);
  REQUIRE(row.parse(bytes, columns));
  CHECK(row.text(0) == "hi");
  CHECK(row.text(1) == "-1");
  CHECK(row.text(2) == "255");
  CHECK(row.text(3) == "-9223372036854775808");
  CHECK(row.text(4) == "18446744073709551615");
  CHECK(row.text(5) == "-32768");
  CHECK_FALSE(row.is_null(6));
  CHECK(row.text(6).empty());
  CHECK(row.is_null(7));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CHECK_FALSE(row.parse(std::string_view(bytes).substr(0, size), columns));
  CHECK_FALSE(row.parse(bytes + "x", columns));
}

TEST_CASE("an error has a number, a state and words") {
  const auto error = parse_error("\xff\x7a\x04#42S02Table 'd.t' doesn't exist"sv);
  REQUIRE(error);
  CHECK(error->number == 1146);
  CHECK(error->state == "42S02");
  CHECK(error->message == "Table 'd.t' doesn't exist");
  CHECK(parse_error("\xff\x10\x04Too many"sv)->state.empty());
  CHECK_FALSE(parse_error("\xff\x01"sv));
  CHECK_FALSE(parse_error("x"sv));
}

TEST_CASE("the end of an answer is found packet by packet") {
  AnswerScanner scanner;
  for (int again = 0; again < 2; ++again) {
    CHECK(scanner.packet("\x01"sv) == State::more);
    CHECK(scanner.packet(kColumn) == State::more);
    CHECK(scanner.packet(kEnd) == State::more);
    CHECK(scanner.packet("\0\0\x01x"sv) == State::more);
    CHECK(scanner.packet(kEnd) == State::done);
    CHECK(scanner.packet("\0\0\0\x02\0\0\0"sv) == State::done);          // OK
    CHECK(scanner.packet("\xff\x7a\x04#42S02x"sv) == State::done);
    CHECK(scanner.packet("\x01\0"sv) == State::more);                    // its columns were described before
    CHECK(scanner.packet(kEnd) == State::more);
    CHECK(scanner.packet("\xff\x7a\x04#42S02x"sv) == State::done);       // in the middle of the rows
  }
}

TEST_CASE("answers of other forms are malformed, not misread") {
  for (const std::string_view first : {"\xfb"sv, "\0"sv, ""sv, "\x01\x01\x01"sv, "\xfc\0\x20"sv, "\0\0\0\x0a\0\0\0"sv})
    CHECK(AnswerScanner().packet(first) == State::malformed);
  AnswerScanner more_results;
  more_results.packet("\x01\0"sv);
  more_results.packet(kEnd);
  CHECK(more_results.packet(kEndWithMore) == State::malformed);
  AnswerScanner no_mark;
  no_mark.packet("\x01\0"sv);
  CHECK(no_mark.packet("\0\0\x01x"sv) == State::malformed);
}
