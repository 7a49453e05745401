// SPDX-License-Identifier: MIT
#include "lmtp/maildir/message_writer.hpp"

#include "lmtp/maildir/limits.hpp"

namespace dovetail::lmtp::maildir {

using base::Result;
using base::Unexpected;

MessageWriter::MessageWriter(dovetail::maildir::Disk& disk, const dovetail::maildir::Descriptor& file,
                             bool keep_crlf)
    : disk_(disk), file_(file), keep_crlf_(keep_crlf) {}

Result<void> MessageWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (cr_waiting_) {
      cr_waiting_ = false;
      const bool line_end = bytes.front() == '\n';
      if (!line_end || keep_crlf_) {
        if (auto done = put("\r"); !done) {
          return done;
        }
      }
    }
    const std::size_t cr = bytes.find('\r');
    if (auto done = put(bytes.substr(0, cr)); !done) {
      return done;
    }
    if (cr == std::string_view::npos) {
      break;
    }
    cr_waiting_ = true;
    bytes.remove_prefix(cr + 1);
  }
  return {};
}

Result<void> MessageWriter::put(std::string_view bytes) {
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    const bool after_cr = at == 0 ? last_was_cr_ : bytes[at - 1] == '\r';
    size_.with_crlf += after_cr ? 0 : 1;
  }
  if (!bytes.empty()) {
    last_was_cr_ = bytes.back() == '\r';
  }
  size_.physical += static_cast<std::int64_t>(bytes.size());
  if (block_.empty() && bytes.size() >= kWriteBlock) {
    return disk_.write_all(file_, bytes);
  }
  block_ += bytes;
  return block_.size() >= kWriteBlock ? flush() : Result<void>();
}

Result<void> MessageWriter::flush() {
  Result<void> done = disk_.write_all(file_, block_);
  block_.clear();
  return done;
}

Result<WrittenSize> MessageWriter::finish() {
  if (cr_waiting_) {
    cr_waiting_ = false;
    block_ += '\r';
    size_.physical += 1;
  }
  if (!block_.empty()) {
    if (auto done = flush(); !done) {
      return Unexpected(std::move(done).error());
    }
  }
  return WrittenSize{size_.physical, size_.physical + size_.with_crlf};
}

}  // namespace dovetail::lmtp::maildir
