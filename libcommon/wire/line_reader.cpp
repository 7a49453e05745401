// SPDX-License-Identifier: MIT
#include "libcommon/wire/line_reader.hpp"

#include <algorithm>
#include <cstring>

namespace dovetail::wire {

void LineReader::append(std::string_view bytes) {
  if (dropping_) {  // what nobody will read is not kept either
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) {
      return;
    }
    bytes.remove_prefix(end + 1);
    dropping_ = false;
  }
  if (start_ == buffer_.size()) {
    buffer_.clear();
    start_ = searched_ = wiped_ = 0;
  } else if (start_ > buffer_.size() / 2) {  // moving less than was given out keeps the cost linear
    buffer_.erase(0, start_);
    searched_ -= start_;
    start_ = wiped_ = 0;
  }
  buffer_.append(bytes);
}

std::optional<Line> LineReader::next() {
  const auto end = buffer_.find('\n', std::max(searched_, start_));
  if (end != std::string::npos) {
    return finish(end);
  }
  searched_ = buffer_.size();
  const std::size_t open = buffer_.size() - start_;
  // A CR may still turn out to belong to the line's end.
  if (open > limit_ + 1 || (open == limit_ + 1 && buffer_.back() != '\r')) {
    clear();
    dropping_ = true;
    return Line{{}, true};
  }
  return std::nullopt;
}

std::optional<Line> LineReader::finish(std::size_t end) {
  std::string_view text(buffer_.data() + start_, end - start_);
  start_ = searched_ = end + 1;
  if (text.ends_with('\r')) {
    text.remove_suffix(1);
  }
  if (text.size() > limit_) {
    return Line{{}, true};
  }
  return Line{text, false};
}

void LineReader::skip(std::size_t bytes) {
  start_ += std::min(bytes, buffer_.size() - start_);
  searched_ = start_;
}

void LineReader::wipe_used() {
  if (wiped_ < start_) {
    std::memset(buffer_.data() + wiped_, 0, start_ - wiped_);
    wiped_ = start_;
  }
}

void LineReader::clear() {
  buffer_.clear();
  start_ = searched_ = wiped_ = 0;
  dropping_ = false;
}

}  // namespace dovetail::wire
