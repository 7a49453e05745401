// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dovetail::wire {

struct Line {
  std::string_view text;  // without its CRLF or LF; a CR elsewhere stays
  bool too_long = false;  // the line had more bytes than the limit; text holds none of them
};

// Cuts a byte stream into lines ending in LF or CRLF and keeps what is not used yet, at most one unfinished
// line and what the caller fed at once. An over-long line is reported once, as soon as the limit is passed;
// the rest of it is dropped as it comes. Protocols that switch to counted or dot-ended data take it from
// rest() and skip(). Views stay valid until the next call of append(), next(), skip() or clear(). One thread.
class LineReader {
 public:
  explicit LineReader(std::size_t limit) : limit_(limit) {}  // bytes of a line without its end

  void append(std::string_view bytes);
  std::optional<Line> next();

  std::string_view rest() const { return std::string_view(buffer_).substr(start_); }  // not yet given out
  void skip(std::size_t bytes);  // the caller used so many bytes of rest()
  void clear();                  // forgets everything buffered, as STARTTLS demands
  void wipe_used();              // overwrites what was given out: for lines with passwords in them

 private:
  std::optional<Line> finish(std::size_t end);

  std::string buffer_;
  std::size_t start_ = 0;     // first byte not given out
  std::size_t searched_ = 0;  // no LF before this byte
  std::size_t wiped_ = 0;     // bytes in front that hold nothing any more
  std::size_t limit_;
  bool dropping_ = false;  // inside an over-long line that was reported
};

}  // namespace dovetail::wire
