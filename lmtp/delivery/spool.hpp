// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "libcommon/base/result.hpp"
#include "libcommon/crypto/digest.hpp"
#include "libcommon/maildir/descriptor.hpp"
#include "lmtp/delivery/limits.hpp"

namespace dovetail::lmtp::delivery {

// A received message, complete and unchangeable: in memory, or a file without a name that is mapped. May be
// read by several threads at once.
class SpooledMessage {
 public:
  SpooledMessage(std::string memory, std::string digest);
  // Maps `size` bytes of the file.
  static base::Result<std::unique_ptr<SpooledMessage>> map(dovetail::maildir::Descriptor file,
                                                           std::size_t size, std::string digest);
  ~SpooledMessage();
  SpooledMessage(const SpooledMessage&) = delete;
  SpooledMessage& operator=(const SpooledMessage&) = delete;

  std::string_view bytes() const { return bytes_; }
  const std::string& digest() const { return digest_; }  // SHA-256 of the bytes, raw
  // Tells the kernel that nobody needs this part of the bytes in memory now; it comes back when touched. What
  // is read from end to end is released as one goes, so that a large message costs little memory.
  void release(std::string_view part) const;

 private:
  std::string memory_;
  dovetail::maildir::Descriptor file_;
  std::string_view bytes_;
  std::string digest_;
  bool mapped_ = false;
};

// Takes the bytes of one message: in memory first, then in a file without a name, which vanishes with the
// process. Loop thread; writes go to the page cache, nothing is synced. A failure (disk full) is kept until
// finish(): LMTP has no way to say it earlier.
class Spool {
 public:
  explicit Spool(std::string folder, std::size_t in_memory = kSpoolInMemory);

  void append(std::string_view bytes);
  base::Result<std::unique_ptr<SpooledMessage>> finish();
  std::size_t size() const { return size_; }

 private:
  base::Result<void> move_to_file();
  base::Result<void> write(std::string_view bytes);

  std::string folder_;
  std::size_t in_memory_;
  std::string memory_;
  dovetail::maildir::Descriptor file_;
  std::size_t size_ = 0;
  base::Result<void> state_;
  crypto::Digest digest_{crypto::DigestKind::sha256};
};

}  // namespace dovetail::lmtp::delivery
