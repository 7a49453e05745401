// SPDX-License-Identifier: MIT
#include "libcommon/sql/mariadb_packets.hpp"

#include <algorithm>
#include <charconv>

namespace dovetail::sql {
namespace {

constexpr char kExecute = 0x17;
constexpr char kTextType = static_cast<char>(254);
constexpr std::uint16_t kMoreResults = 8;
constexpr std::uint64_t kMostColumns = 4096;  // the server's own limit

void append_integer(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (; bytes > 0; --bytes, value >>= 8)
    out.push_back(static_cast<char>(value & 0xff));
}

void append_length(std::string& out, std::uint64_t length) {
  if (length < 251) return append_integer(out, length, 1);
  const bool two = length < 0x10000;
  out.push_back(static_cast<char>(two ? 0xfc : length < 0x1000000 ? 0xfd : 0xfe));
  append_integer(out, length, two ? 2 : length < 0x1000000 ? 3 : 8);
}

// Bytes of a whole number; 0: sent as text.
std::size_t width_of(std::uint8_t type) {
  switch (type) {
    case 1: return 1;                // TINY
    case 2: return 2;                // SHORT
    case 3: case 9: return 4;        // LONG, INT24
    case 8: return 8;                // LONGLONG
    default: return 0;
  }
}

bool is_text(std::uint8_t type) {
  switch (type) {
    case 6:                                          // NULL: a parameter's before it has a value
    case 0: case 246:                                // DECIMAL, NEWDECIMAL
    case 15: case 247: case 248: case 253: case 254: // VARCHAR, ENUM, SET, VAR_STRING, STRING
    case 245: case 249: case 250: case 251: case 252: // JSON, TINY_BLOB … BLOB
      return true;
    default:
      return false;
  }
}

std::int64_t signed_value(std::uint64_t value, std::size_t bytes) {
  const unsigned unused = static_cast<unsigned>(8 * (8 - bytes));
  return static_cast<std::int64_t>(value << unused) >> unused;
}

}  // namespace

void append_execute(std::string& out, std::uint32_t id, std::span<const std::string_view> values) {
  const std::size_t start = out.size();
  out.append(kPacketHeader, '\0');
  out.push_back(kExecute);
  append_integer(out, id, 4);
  out.push_back('\0');         // no cursor
  append_integer(out, 1, 4);   // once
  if (!values.empty()) {
    const std::size_t nulls = out.size();
    out.append((values.size() + 7) / 8, '\0');  // one bit for each that is NULL
    out.push_back(1);                           // types follow
    for (std::size_t i = 0; i < values.size(); ++i)
      out.append({kTextType, '\0'});
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].data() == nullptr) {
        out[nulls + i / 8] = static_cast<char>(out[nulls + i / 8] | 1 << (i % 8));
        continue;
      }
      append_length(out, values[i].size());
      out.append(values[i]);
    }
  }
  const std::size_t size = out.size() - start - kPacketHeader;
  for (std::size_t i = 0; i < 3; ++i)
    out[start + i] = static_cast<char>((size >> (8 * i)) & 0xff);
}

std::optional<std::string_view> PacketReader::take(std::size_t bytes) {
  if (rest_.size() < bytes) return std::nullopt;
  const std::string_view taken = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  return taken;
}

std::optional<std::uint64_t> PacketReader::integer(std::size_t bytes) {
  const auto taken = take(bytes);
  if (!taken) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i > 0; --i)
    value = value << 8 | static_cast<unsigned char>((*taken)[i - 1]);
  return value;
}

std::optional<std::uint64_t> PacketReader::length_encoded() {
  const auto first = integer(1);
  if (!first || *first < 251) return first;
  switch (*first) {
    case 0xfc: return integer(2);
    case 0xfd: return integer(3);
    case 0xfe: return integer(8);
    default: return std::nullopt;  // NULL and ERR are no lengths
  }
}

std::optional<std::string_view> PacketReader::text() {
  const auto length = length_encoded();
  return length ? take(static_cast<std::size_t>(*length)) : std::nullopt;
}

// catalog, schema, table and its original name, then what we want; at the end 12 bytes behind their length: charset 2,
// length 4, type 1, flags 2, decimals 1, unused 2. What newer servers say in between is passed over.
std::optional<ResultColumn> parse_column(std::string_view payload) {
  constexpr std::size_t kFixed = 12;
  PacketReader reader(payload);
  for (int skipped = 0; skipped < 4; ++skipped) {
    if (!reader.text()) return std::nullopt;
  }
  const auto name = reader.text();
  if (!name || reader.rest().size() <= kFixed) return std::nullopt;
  PacketReader fixed(payload.substr(payload.size() - kFixed));
  fixed.take(6);
  const auto type = fixed.integer(1);
  const auto flags = fixed.integer(2);
  return ResultColumn{std::string(*name), static_cast<std::uint8_t>(*type), 
                      static_cast<std::uint16_t>(*flags & (kUnsigned | kZeroFill))};
}

bool is_plain(const ResultColumn& column) {
  return is_text(column.type) || (width_of(column.type) > 0 && (column.flags & kZeroFill) == 0);
}

bool ResultShape::is_plain() const {
  return !several && std::all_of(columns.begin(), columns.end(), sql::is_plain);
}

std::optional<ServerError> parse_error(std::string_view payload) {
  PacketReader reader(payload);
  if (reader.integer(1) != 0xff) return std::nullopt;
  const auto number = reader.integer(2);
  if (!number) return std::nullopt;
  ServerError error{static_cast<unsigned>(*number), {}, reader.rest()};
  if (error.message.size() >= 6 && error.message.front() == '#') {
    error.state = error.message.substr(1, 5);
    error.message.remove_prefix(6);
  }
  return error;
}

// 0, one bit a column for NULL behind two that mean nothing, then the values.
bool BinaryRow::parse(std::string_view payload, const std::vector<ResultColumn>& columns) {
  values_.resize(columns.size());
  digits_.resize(columns.size());
  PacketReader reader(payload);
  if (reader.integer(1) != 0) return false;
  const auto nulls = reader.take((columns.size() + 2 + 7) / 8);
  if (!nulls) return false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    values_[i] = {};
    if (((*nulls)[(i + 2) / 8] >> ((i + 2) % 8) & 1) != 0) continue;
    const std::size_t width = width_of(columns[i].type);
    if (width == 0) {
      const auto text = reader.text();
      if (!text) return false;
      values_[i] = *text;
      continue;
    }
    const auto value = reader.integer(width);
    if (!value) return false;
    char* const begin = digits_[i].text;
    const auto end = (columns[i].flags & kUnsigned) != 0
                         ? std::to_chars(begin, begin + sizeof(Digits), *value)
                         : std::to_chars(begin, begin + sizeof(Digits), signed_value(*value, width));
    values_[i] = {begin, static_cast<std::size_t>(end.ptr - begin)};
  }
  return reader.rest().empty();
}

std::optional<ColumnCount> parse_column_count(std::string_view payload) {
  PacketReader reader(payload);
  const auto count = reader.length_encoded();
  if (!count || *count == 0 || *count > kMostColumns || reader.rest().size() > 1) return std::nullopt;
  return ColumnCount{*count, reader.rest() != std::string_view("\0", 1)};
}

auto AnswerScanner::first(std::string_view payload) -> State {
  const unsigned char kind = static_cast<unsigned char>(payload.front());
  if (kind == 0xff) return State::done;
  if (kind == 0) {  // OK: affected rows, last id, status
    PacketReader reader(payload.substr(1));
    const bool read = reader.length_encoded() && reader.length_encoded();
    const auto status = read ? reader.integer(2) : std::nullopt;
    return status && (*status & kMoreResults) == 0 ? State::done : State::malformed;
  }
  const auto columns = parse_column_count(payload);
  if (!columns) return State::malformed;
  columns_left_ = columns->count;
  part_ = columns->described ? Part::columns : Part::columns_end;
  return State::more;
}

auto AnswerScanner::packet(std::string_view payload) -> State {
  if (payload.empty()) return State::malformed;
  if (part_ == Part::first) return first(payload);
  if (part_ == Part::columns) {
    if (--columns_left_ == 0) part_ = Part::columns_end;
    return State::more;
  }
  if (static_cast<unsigned char>(payload.front()) == 0xff) {
    part_ = Part::first;
    return State::done;
  }
  if (!is_end(payload)) return part_ == Part::rows ? State::more : State::malformed;
  if (part_ == Part::columns_end) {
    part_ = Part::rows;
    return State::more;
  }
  PacketReader reader(payload);
  reader.take(3);  // its mark, and warnings
  const auto status = reader.integer(2);
  part_ = Part::first;
  return status && (*status & kMoreResults) == 0 ? State::done : State::malformed;
}

}  // namespace dovetail::sql
