// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libcommon/wire/dot_stuffing.hpp"

namespace dovetail::lmtp::protocol {

// The bytes of one message as they come in, by DATA or by BDAT chunks, and how many there were. Beyond the
// limit they are read and dropped: the peer hears of it at the end.
class MessageIntake {
 public:
  enum class Mode { none, data, chunk, skipped_chunk };

  explicit MessageIntake(std::uint64_t limit) : limit_(limit) {}  // 0: no limit

  Mode mode() const { return mode_; }
  void begin_data();
  // `keep` false: the octets are read and dropped, as the chunk was refused.
  void begin_chunk(std::uint64_t octets, bool keep);

  struct Taken {
    std::size_t used = 0;   // bytes of the input that belong to the message
    std::string bytes;      // what is to be spooled; empty beyond the limit
    bool finished = false;  // the final dot, or the last octet of the chunk
  };
  Taken take(std::string_view input);
  void end() { mode_ = Mode::none; }  // of this DATA or chunk

  bool started() const { return started_; }  // bytes of this message were announced before
  bool too_large() const { return limit_ != 0 && total_ > limit_; }
  void reset();  // for the next message

 private:
  std::string within_limit(std::string bytes);

  std::uint64_t limit_;
  std::uint64_t total_ = 0;
  std::uint64_t chunk_left_ = 0;
  Mode mode_ = Mode::none;
  bool started_ = false;
  wire::DotUnstuffer unstuffer_;
};

}  // namespace dovetail::lmtp::protocol
