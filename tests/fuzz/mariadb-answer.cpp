// SPDX-License-Identifier: MIT
// A stream of packets as a server might send it: whatever it holds, an answer is found, described and read, or refused.
#include <cstdint>
#include <string_view>
#include <vector>

#include "libcommon/sql/mariadb_packets.hpp"
#include "tests/fuzz/check.hpp"

using namespace dovetail;
using namespace dovetail::sql;

namespace {

void read_one(std::string_view payload, std::vector<ResultColumn>& columns, AnswerScanner& scanner) {
  if (scanner.packet(payload) == AnswerScanner::State::malformed) scanner = {};
  if (auto column = parse_column(payload)) {
    fuzz::check(column->name.size() <= payload.size(), "a name is part of its packet");
    if (columns.size() < 64) columns.push_back(*std::move(column));
  }
  if (const auto error = parse_error(payload)) {
    fuzz::check(error->message.size() < payload.size(), "a message is part of its packet");
  }
  if (const auto count = parse_column_count(payload)) fuzz::check(count->count > 0, "columns are counted");
  BinaryRow row;
  if (!row.parse(payload, columns)) return;
  std::size_t size = 0;
  for (std::size_t i = 0; i < columns.size(); ++i)
    size += row.is_null(i) ? 0 : row.text(i).size();
  fuzz::check(size <= payload.size() + 24 * columns.size(), "values are part of their row");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  PacketReader reader(fuzz::as_text(data, size));
  std::vector<ResultColumn> columns;
  AnswerScanner scanner;
  while (const auto length = reader.integer(1)) {  // one byte instead of the three of a header: smaller inputs
    const auto payload = reader.take(static_cast<std::size_t>(*length));
    if (!payload) break;
    read_one(*payload, columns, scanner);
  }
  return 0;
}
