// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sql {

// The few packets of MariaDB's client/server protocol that a Pipeline sends and reads: COM_STMT_EXECUTE and its
// answer (mariadb.com/kb, "Clientserver Protocol"). Pure functions; views point into what was handed in. Malformed
// bytes are std::nullopt.

inline constexpr std::size_t kPacketHeader = 4;
inline constexpr std::size_t kMaxPacket = 0xffffff;  // a longer one is split, and not read here

// A whole packet with its header: runs statement `id`, every parameter as text.
void append_execute(std::string& out, std::uint32_t id, std::span<const std::string_view> values);

// Reads the integers and strings of a packet's payload in their order.
class PacketReader {
 public:
  explicit PacketReader(std::string_view payload) : rest_(payload) {}
  std::optional<std::uint64_t> integer(std::size_t bytes);  // little endian
  std::optional<std::uint64_t> length_encoded();
  std::optional<std::string_view> text();                   // with its length before it
  std::optional<std::string_view> take(std::size_t bytes);
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

struct ResultColumn {
  std::string name;
  std::uint8_t type = 0;     // MYSQL_TYPE_…
  std::uint16_t flags = 0;   // kUnsigned, kZeroFill; others do not matter here
  bool operator==(const ResultColumn&) const = default;
};
inline constexpr std::uint16_t kUnsigned = 32, kZeroFill = 64;
std::optional<ResultColumn> parse_column(std::string_view payload);
// Texts and whole numbers: their text form is plain. Dates, floating point and padded numbers are the library's.
bool is_plain(const ResultColumn& column);

struct ServerError {
  unsigned number = 0;
  std::string_view state, message;
};
std::optional<ServerError> parse_error(std::string_view payload);

// The values of one row as the text protocol would give them; a NULL has no data().
class BinaryRow {
 public:
  bool parse(std::string_view payload, const std::vector<ResultColumn>& columns);
  bool is_null(std::size_t column) const { return values_[column].data() == nullptr; }
  std::string_view text(std::size_t column) const { return values_[column]; }

 private:
  struct Digits {
    char text[24];
  };
  std::vector<std::string_view> values_;
  std::vector<Digits> digits_;
};

// What the rows of a statement are made of.
struct ResultShape {
  std::vector<ResultColumn> columns;
  bool changed = false;  // since the library saw it: it must not execute the statement any more
  bool several = false;  // results: of a CALL; taking the last ones waits, so it is nothing for an event loop

  bool is_plain() const;
};

// Finds the end of an answer, packet by packet.
class AnswerScanner {
 public:
  enum class State { more, done, malformed };
  State packet(std::string_view payload);  // the next one of the answer; after `done` the next answer begins

  static bool is_end(std::string_view payload) { return payload.size() < 9 && payload.substr(0, 1) == "\xfe"; }

 private:
  enum class Part { first, columns, columns_end, rows };
  State first(std::string_view payload);
  Part part_ = Part::first;
  std::uint64_t columns_left_ = 0;
};

// The first packet of an answer with columns: how many, and whether their descriptions follow.
struct ColumnCount {
  std::uint64_t count = 0;
  bool described = true;
};
std::optional<ColumnCount> parse_column_count(std::string_view payload);

}  // namespace dovetail::sql
