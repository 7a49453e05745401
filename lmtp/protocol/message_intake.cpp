// SPDX-License-Identifier: MIT
#include "lmtp/protocol/message_intake.hpp"

#include <algorithm>

namespace dovetail::lmtp::protocol {

void MessageIntake::begin_data() {
  mode_ = Mode::data;
  started_ = true;
  unstuffer_.reset();
}

void MessageIntake::begin_chunk(std::uint64_t octets, bool keep) {
  mode_ = keep ? Mode::chunk : Mode::skipped_chunk;
  started_ = started_ || keep;
  chunk_left_ = octets;
}

std::string MessageIntake::within_limit(std::string bytes) {
  total_ += bytes.size();
  return too_large() ? std::string() : std::move(bytes);
}

MessageIntake::Taken MessageIntake::take(std::string_view input) {
  Taken taken;
  if (mode_ == Mode::data) {
    std::string bytes;
    taken.used = unstuffer_.feed(input, bytes);
    taken.bytes = within_limit(std::move(bytes));
    taken.finished = unstuffer_.finished();
    return taken;
  }
  taken.used = static_cast<std::size_t>(std::min<std::uint64_t>(input.size(), chunk_left_));
  chunk_left_ -= taken.used;
  taken.finished = chunk_left_ == 0;
  if (mode_ == Mode::chunk) {
    taken.bytes = within_limit(std::string(input.substr(0, taken.used)));
  }
  return taken;
}

void MessageIntake::reset() {
  total_ = 0;
  chunk_left_ = 0;
  mode_ = Mode::none;
  started_ = false;
  unstuffer_.reset();
}

}  // namespace dovetail::lmtp::protocol
